import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const secretsLongEnough = configurable({
  id: "secrets-long-enough",
  area: "secrets",
  title: "A generated secret cannot be guessed",
  why: "16 random bytes are the least that cannot be tried out; a key of HS256 needs 32 (RFC 7518, 3.2).",
  fix: "Give the Credential 24 bytes or more, 32 for what signs or hashes.",
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
    leastBytes: positive(16, "Least bytes of any"),
    leastSigningBytes: positive(32, "Least bytes of what signs, hashes or opens"),
  }),
  judge: (resources, { leastBytes, leastSigningBytes }) =>
    ofType(resources, "credential").flatMap((credential) => {
      const { bytes, purpose } = credential.props;
      if (isUnknown(bytes) || isUnknown(purpose))
        return [notKnown("bytes and purpose", credential)];
      const least = /^(signs|hashes|opens)/.test(String(purpose)) ? leastSigningBytes : leastBytes;
      return Number(bytes ?? 32) >= least
        ? []
        : [violation(`It has ${String(bytes)} bytes; ${least} are asked for.`, credential)];
    }),
});
