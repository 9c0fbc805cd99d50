import { bindingText } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const corsExactOrigins: Rule = {
  id: "cors-exact-origins",
  area: "cors",
  title: "Only listed origins may call the API from a browser",
  why: "A wildcard lets any page read responses with its visitor's rights. An overly broad pattern does the same.",
  fix: "List exact https origins in seaworthy:app.corsOrigins.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  corsOrigins:\n    - https://www.example.com",
  },
  source:
    "https://codeql.github.com/codeql-query-help/javascript/js-cors-misconfiguration-for-credentials",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: bindingText("CORS_ORIGINS", (text = "") => {
    const wrong = text
      .split(",")
      .map((one) => one.trim())
      .find((one) => one === "*" || one === "null" || /^https?:\/\/\*\.?[^.]*$/.test(one));
    return wrong === undefined ? undefined : `Any page may call the API: ${wrong}.`;
  }),
};
