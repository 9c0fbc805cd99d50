import { bindingText } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const corsOriginsDeclared: Rule = {
  id: "cors-origins-declared",
  area: "cors",
  title: "The pages that may call the API are declared",
  why: "Without any, every browser is refused, and the first fix that somebody finds is a wildcard.",
  fix: "List the origins of the own pages in seaworthy:app.corsOrigins.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  corsOrigins:\n    - https://www.example.com",
  },
  source:
    "https://codeql.github.com/codeql-query-help/javascript/js-cors-misconfiguration-for-credentials",
  severity: deployed,
  rank: "low",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: bindingText("CORS_ORIGINS", (text) =>
    (text ?? "").trim() === "" ? "No origin is declared." : undefined,
  ),
};
