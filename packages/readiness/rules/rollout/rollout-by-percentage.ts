import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const rolloutByPercentage: Rule = {
  id: "rollout-by-percentage",
  area: "rollout",
  title: "Deployments use the percentage strategy",
  why: "Any other strategy moves all traffic at once, without a gradual way back.",
  fix: "Set strategy to percentage.",
  example: {
    language: "typescript",
    code: 'new WorkersDeployment("deployment", { accountId, scriptName, strategy: "percentage", versions });',
  },
  source:
    "https://developers.cloudflare.com/workers/versions-and-deployments/deployment-management/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["deployment"],
  judge: property("deployment", "strategy", (strategy) =>
    strategy === "percentage" ? undefined : `The strategy is ${String(strategy)}.`,
  ),
};
