import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeCiphersModern: Rule = {
  id: "edge-ciphers-modern",
  area: "edge",
  title: "The zone offers no weak cipher",
  why: "CBC ciphers and ciphers without forward secrecy have known attacks: recorded traffic can be decrypted once a key leaks.",
  fix: "Remove the zone's setting ciphers, or list Cloudflare's modern ciphers.",
  example: {
    language: "typescript",
    code: '{ id: "ciphers", value: ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-GCM-SHA256"] }',
  },
  source:
    "https://developers.cloudflare.com/ssl/edge-certificates/additional-options/cipher-suites/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting(
    "ciphers",
    (value) => {
      const found = (Array.isArray(value) ? value : []).map(String).filter((one) => isWeak(one));
      return found.length === 0 ? undefined : `Weak ciphers are offered: ${found.join(", ")}.`;
    },
    { unset: "harmless" },
  ),
};

/** What remains is TLS 1.3's own (`AEAD-…`), and ECDHE with GCM or ChaCha20. */
const isWeak = (cipher: string): boolean =>
  !/^AEAD-|^TLS_(AES|CHACHA20)/.test(cipher) && !/^ECDHE-.*(GCM|CHACHA20)/.test(cipher);
