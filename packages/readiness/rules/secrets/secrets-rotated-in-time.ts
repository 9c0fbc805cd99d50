import { daysBetween } from "@seaworthy/core/days";
import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { isAwaited } from "../helpers/awaited/awaited.ts";
import { configurable, deployed, notKnown, positive, violation } from "../rule.ts";

export const secretsRotatedInTime = configurable({
  id: "secrets-rotated-in-time",
  area: "secrets",
  title: "Secrets are rotated every 90 days, signing keys every 180",
  why: "A secret that leaked unnoticed works until it is replaced.",
  fix: "Set seaworthy:secrets.everyDays and signingKeysEveryDays, and run `seaworthy rotate` when one is due.",
  example: {
    language: "yaml",
    code: "seaworthy:secrets:\n  everyDays: 90\n  signingKeysEveryDays: 180",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["credential"],
  configuration: z.object({
    mostDays: positive(90, "Greatest age"),
    mostSigningDays: positive(180, "Maximum age of a secret that signs or hashes"),
    // The scheduled run is weekly and may fail once: deployments must not be rejected in between.
    lateDays: positive(14, "Days that a due secret may wait for its rotation"),
  }),
  judge: (resources, { mostDays, mostSigningDays, lateDays }, { today }) =>
    ofType(resources, "credential").flatMap((credential) => {
      const { everyDays, purpose, createdAt } = credential.props;
      if (isUnknown(everyDays) || isUnknown(purpose))
        return [notKnown("everyDays and purpose", credential)];
      const most = /^(signs|hashes)/.test(String(purpose)) ? mostSigningDays : mostDays;
      if (Number(everyDays ?? 90) > most)
        return [
          violation(
            `It is rotated every ${String(everyDays)} days; the maximum is ${most}.`,
            credential,
          ),
        ];
      if (isAwaited(credential)) return [];
      const age = typeof createdAt === "string" ? daysBetween(createdAt.slice(0, 10), today) : 0;
      return age <= most + lateDays
        ? []
        : [violation(`It is ${age} days old; it was due after ${most}.`, credential)];
    }),
});
