import { ofType } from "../../plan/resource.ts";
import { valueAt } from "../../plan/value.ts";
import { monthlyCost, pricesAsOf } from "../helpers/monthly-cost.ts";
import { inProduction, type Rule, violation } from "../rule.ts";

export const costWithinBudget: Rule = {
  id: "cost-within-budget",
  area: "cost",
  title: "The stack's monthly cost is within its budget",
  why: "Sizes raised during an incident are rarely lowered again, and nobody notices until the bill arrives.",
  fix: "Choose smaller sizes and budgets, or raise seaworthy:cost.monthlyBudgetDollars.",
  example: { language: "yaml", code: "seaworthy:cost:\n  monthlyBudgetDollars: 400" },
  source: "https://supabase.com/pricing",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["supabaseProject", "worker"],
  needs: ["config"],
  // Other programs keep their numbers elsewhere.
  applies: ({ config = {} }) => Object.keys(config).some((key) => key.startsWith("seaworthy:")),
  judge: (resources, { config }) => {
    const budget = valueAt(config, "seaworthy:cost", "monthlyBudgetDollars");
    const [about] = [...ofType(resources, "supabaseProject"), ...ofType(resources, "worker")];
    if (typeof budget !== "number") return [violation("The stack has no budget.", about)];
    const { dollars, lines, unpriced } = monthlyCost(resources);
    if (dollars > budget)
      return [
        violation(
          `The stack costs $${dollars} a month (${lines.map((line) => `${line.what} $${line.dollars}`).join(", ")}); its budget is $${budget}. Prices of ${pricesAsOf}.`,
          about,
        ),
      ];
    return unpriced.map((resource) =>
      violation("Its price depends on a size or budget that is not declared.", resource),
    );
  },
};
