import { isObject } from "../../plan/value.ts";
import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeHsts: Rule = {
  id: "edge-hsts",
  area: "edge",
  title: "HSTS is enabled",
  why: "Without HSTS an attacker on the network can keep a browser on plain HTTP at the first request of each visit (SSL stripping).",
  fix: "Set seaworthy:edge.hsts.maxAgeSeconds above 0.",
  example: { language: "yaml", code: "seaworthy:edge:\n  hsts:\n    maxAgeSeconds: 31536000" },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting("security_header", (value) => {
    const hsts = isObject(value) ? value.strict_transport_security : undefined;
    return isObject(hsts) && hsts.enabled === true && Number(hsts.max_age) > 0
      ? undefined
      : "HSTS is off.";
  }),
};
