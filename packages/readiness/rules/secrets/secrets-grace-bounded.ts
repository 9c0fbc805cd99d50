import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { valueAt } from "../../plan/value.ts";
import { configurable, everywhere, positive, violation } from "../rule.ts";

export const secretsGraceBounded = configurable({
  id: "secrets-grace-bounded",
  area: "secrets",
  title: "A replaced secret stops working soon",
  why: "During the grace period both values are accepted. A long one makes a rotation after a leak worthless.",
  fix: "Set seaworthy:secrets.graceSeconds to a week or less.",
  example: { language: "yaml", code: "seaworthy:secrets:\n  graceSeconds: 86400" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["credential"],
  needs: ["config"],
  configuration: z.object({ mostSeconds: positive(604_800, "Longest grace") }),
  judge: (resources, { mostSeconds }, { config }) => {
    const grace = valueAt(config, "seaworthy:secrets", "graceSeconds");
    const [about] = ofType(resources, "credential");
    return typeof grace === "number" && grace <= mostSeconds
      ? []
      : [
          violation(
            `The grace period of a rotation is ${String(grace ?? "not declared")} seconds.`,
            about,
            { configKey: "seaworthy:secrets.graceSeconds" },
          ),
        ];
  },
});
