import type { SecureVersion } from "node:tls";

/** The TLS versions that a zone accepts. */
export interface TlsRange {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** Whether HTTP/2 is offered. */
  readonly http2: boolean;
}
