import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeTlsToOriginStrict: Rule = {
  id: "edge-tls-to-origin-strict",
  area: "edge",
  title: "An origin is reached by TLS with a certificate that is checked",
  why: "In the modes flexible and full, whoever sits between Cloudflare and an origin can read and change everything, while visitors see a lock.",
  fix: "Keep the zone's setting ssl at strict.",
  example: { language: "typescript", code: '{ id: "ssl", value: "strict" }' },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting("ssl", (value) =>
    value === "strict" || value === "origin_pull"
      ? undefined
      : `The zone's TLS mode is ${String(value)}.`,
  ),
};
