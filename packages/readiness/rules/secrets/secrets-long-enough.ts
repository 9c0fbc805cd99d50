import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const secretsLongEnough = configurable({
  id: "secrets-long-enough",
  area: "secrets",
  title: "Generated secrets cannot be guessed",
  why: "Fewer than 16 random bytes can be brute-forced; an HS256 key needs 32 (RFC 7518, 3.2).",
  fix: "Give the Credential 24 bytes or more, and 32 if it signs or hashes.",
  example: {
    language: "typescript",
    code: 'new Credential("signing-key", { purpose: "signs the app\'s tokens", bytes: 48 });',
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["credential"],
  configuration: z.object({
    leastBytes: positive(16, "Minimum bytes of any secret"),
    leastSigningBytes: positive(32, "Minimum bytes of a secret that signs, hashes or decrypts"),
  }),
  judge: (resources, { leastBytes, leastSigningBytes }) =>
    ofType(resources, "credential").flatMap((credential) => {
      const { bytes, purpose } = credential.props;
      if (isUnknown(bytes) || isUnknown(purpose))
        return [notKnown("bytes and purpose", credential)];
      const least = /^(signs|hashes|opens)/.test(String(purpose)) ? leastSigningBytes : leastBytes;
      return Number(bytes ?? 32) >= least
        ? []
        : [violation(`It has ${String(bytes)} bytes; the minimum is ${least}.`, credential)];
    }),
});
