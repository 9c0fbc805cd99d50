import { daysBetween } from "@seaworthy/core/days";
import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, deployed, positive, violation } from "../rule.ts";

export const secretsPreviousWithinGrace = configurable({
  id: "secrets-previous-within-grace",
  area: "secrets",
  title: "A replaced value is revoked when its grace period ends",
  why: "A rotation that stopped halfway leaves two working values, and one of them may be the leaked one.",
  fix: "Finish it with `seaworthy rotate`, or shorten seaworthy:secrets.graceSeconds.",
  example: { language: "yaml", code: "seaworthy:secrets:\n  graceSeconds: 86400" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["credential"],
  configuration: z.object({ mostDays: positive(7, "Maximum days for which two values may work") }),
  judge: (resources, { mostDays }, { today }) =>
    ofType(resources, "credential").flatMap((credential) => {
      const { phase, phaseSince } = credential.props;
      if (
        isUnknown(phase) ||
        isUnknown(phaseSince) ||
        phase === undefined ||
        phase === "steady" ||
        typeof phaseSince !== "string"
      )
        return [];
      const days = daysBetween(phaseSince.slice(0, 10), today);
      return days <= mostDays
        ? []
        : [violation(`Two values have worked for ${days} days.`, credential)];
    }),
});
