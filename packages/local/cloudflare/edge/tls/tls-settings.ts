import type { EdgeState } from "../state.ts";
import type { TlsRange } from "./tls-range.ts";

const tlsVersions: Readonly<Record<string, TlsRange["minVersion"]>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};

/** The effect of `min_tls_version`, `tls_1_3` and `http2` on connections. */
export function tlsRangeOf({ settings }: EdgeState): TlsRange {
  const minVersion = tlsVersions[String(settings.min_tls_version ?? "1.0")] ?? "TLSv1";
  const maxVersion = settings.tls_1_3 === "off" ? "TLSv1.2" : "TLSv1.3";
  // 1.3 as the minimum with 1.3 switched off: Cloudflare then serves the remaining versions.
  const tooNew = minVersion > maxVersion;
  return {
    minVersion: tooNew ? maxVersion : minVersion,
    maxVersion,
    http2: settings.http2 !== "off",
  };
}
