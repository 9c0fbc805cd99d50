import { binding } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const protectionOperatorRoutes: Rule = {
  id: "protection-operator-routes",
  area: "protection",
  title: "Operator routes require a token",
  why: "/internal/* and /metrics reveal what runs where and how often it fails.",
  fix: "Bind OPERATOR_TOKEN as secret_text.",
  example: { language: "typescript", code: 'secret("OPERATOR_TOKEN", keys.operatorToken)' },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: deployed,
  rank: "critical",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: binding("OPERATOR_TOKEN", (bound) =>
    bound?.type === "secret_text" ? undefined : "OPERATOR_TOKEN is not bound as a secret.",
  ),
};
