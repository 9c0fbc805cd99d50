import { bindingText } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const corsOriginsDeclared: Rule = {
  id: "cors-origins-declared",
  area: "cors",
  title: "The origins that may call the API are declared",
  why: "Without any, every browser is rejected, and the first fix that someone tries is a wildcard.",
  fix: "List the origins of your pages in seaworthy:app.corsOrigins.",
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
    (text ?? "").trim() === "" ? "No origins are declared." : undefined,
  ),
};
