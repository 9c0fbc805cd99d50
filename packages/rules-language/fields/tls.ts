import { type FieldRow, neutral, text } from "./field.ts";

const certificateTexts = [
  ...[
    "issuer_dn",
    "issuer_dn_legacy",
    "issuer_dn_rfc2253",
    "subject_dn",
    "subject_dn_legacy",
    "subject_dn_rfc2253",
  ],
  ...[
    "serial",
    "issuer_serial",
    "fingerprint_sha1",
    "fingerprint_sha256",
    "not_before",
    "not_after",
    "ski",
    "issuer_ski",
  ],
  ...["rfc9440", "chain_rfc9440"],
];
const certificateTruths = [
  "presented",
  "verified",
  "revoked",
  "rfc9440_too_large",
  "chain_rfc9440_too_large",
];
const handshake = [
  "cipher",
  "client_random",
  "client_extensions_sha1",
  "client_extensions_sha1_le",
  "client_ciphers_sha1",
  "ciphers_sha1",
];

/**
 * The client's TLS connection and certificate. Without mTLS, Cloudflare's own values are these
 * neutral ones.
 */
export const tlsFields: readonly FieldRow[] = [
  ["cf.tls_version", text((request) => request.tlsVersion ?? "")],
  ["cf.tls_client_hello_length", neutral("Int")],
  ...handshake.map((name): FieldRow => [`cf.tls_${name}`, neutral("String")]),
  ...certificateTexts.map(
    (name): FieldRow => [`cf.tls_client_auth.cert_${name}`, neutral("String")],
  ),
  ...certificateTruths.map(
    (name): FieldRow => [`cf.tls_client_auth.cert_${name}`, neutral("Bool")],
  ),
];
