import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeAlwaysHttps: Rule = {
  id: "edge-always-https",
  area: "edge",
  title: "Plain HTTP is redirected to HTTPS",
  why: "Without the redirect, a first visit with its cookies and tokens crosses the network in plain text and can be modified.",
  fix: "Set seaworthy:edge.alwaysHttps to true.",
  example: { language: "yaml", code: "seaworthy:edge:\n  alwaysHttps: true" },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting("always_use_https", (value) =>
    value === "on" ? undefined : `Plain HTTP is served: always_use_https is ${String(value)}.`,
  ),
};
