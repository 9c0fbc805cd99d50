import { zoneSetting } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const edgeTls13: Rule = {
  id: "edge-tls-1-3",
  area: "edge",
  title: "TLS 1.3 is offered",
  why: "It saves a round trip per connection and drops the weak ciphers of older versions.",
  fix: "Keep the zone's setting tls_1_3 on.",
  example: { language: "typescript", code: '{ id: "tls_1_3", value: "on" }' },
  source: "https://developers.cloudflare.com/ssl/edge-certificates/additional-options/minimum-tls/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: zoneSetting("tls_1_3", (value) =>
    value === "on" || value === "zrt" ? undefined : "TLS 1.3 is off.",
  ),
};
