import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, inProduction, notKnown, positive, violation } from "../rule.ts";

export const costRedisBounded = configurable({
  id: "cost-redis-bounded",
  area: "cost",
  title: "Each Redis database has a budget",
  why: "Upstash bills per command: a loop or a flood of requests becomes a bill.",
  fix: "Set seaworthy:cache.monthlyBudgetDollars.",
  example: { language: "yaml", code: "seaworthy:cache:\n  monthlyBudgetDollars: 50" },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: inProduction,
  rank: "high",
  scope: "resource",
  subjects: ["redis"],
  configuration: z.object({
    mostDollars: positive(500, "Maximum monthly budget of one database"),
  }),
  judge: (resources, { mostDollars }) =>
    ofType(resources, "redis").flatMap((redis) => {
      const { budget, plan } = redis.props;
      if (typeof budget === "number" && budget <= mostDollars) return [];
      if (isUnknown(budget)) return [notKnown("budget", redis)];
      return typeof plan === "string" && plan.startsWith("fixed")
        ? []
        : [
            violation(
              `The database may cost ${budget === undefined ? "any amount" : `$${String(budget)} a month`}.`,
              redis,
            ),
          ];
    }),
});
