import type { SecureVersion } from "node:tls";

/** What TLS a zone speaks. */
export interface TlsRange {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** Whether HTTP/2 is offered. */
  readonly http2: boolean;
}
