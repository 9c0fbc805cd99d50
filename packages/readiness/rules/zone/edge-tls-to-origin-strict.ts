import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeTlsToOriginStrict: Rule = {
  id: "edge-tls-to-origin-strict",
  area: "edge",
  title: "Cloudflare verifies the origin's TLS certificate",
  why: "In the modes flexible and full, an attacker between Cloudflare and the origin can read and modify everything while visitors see a lock.",
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
