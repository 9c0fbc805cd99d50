import { bindingText, listed } from "../helpers/checks.ts";
import { productionOnly, type Rule } from "../rule.ts";

export const corsNoWildcardSubdomains: Rule = {
  id: "cors-no-wildcard-subdomains",
  area: "cors",
  title: "Wildcard subdomains may not call the API in production",
  why: "If one forgotten subdomain is taken over, it can read what signed-in users see.",
  fix: "List each host in seaworthy:app.corsOrigins.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  corsOrigins:\n    - https://admin.example.com",
  },
  source: "https://zaproxy.org/docs/alerts/40040-3",
  severity: productionOnly,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: bindingText("CORS_ORIGINS", (text = "") => {
    const wild = listed(text).find((one) => one.includes("*"));
    return wild === undefined ? undefined : `The origin ${wild} matches every subdomain.`;
  }),
};
