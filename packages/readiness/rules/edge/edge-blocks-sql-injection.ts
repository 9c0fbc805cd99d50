import { sqlInjections } from "../../samples/attacks.ts";
import { letThrough } from "../helpers/edge/edge-attacks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeBlocksSqlInjection: Rule = {
  id: "edge-blocks-sql-injection",
  area: "edge",
  title: "SQL in a query string does not reach the Worker",
  why: "What scanners try first. The queries are parameterized; the edge keeps the noise away from the Worker, its quotas and its logs.",
  fix: "Keep a rule of phase http_request_firewall_custom that blocks the request that is named, on every path and whoever sends it, or deploy Cloudflare's managed ruleset.",
  example: {
    language: "typescript",
    code: '{ action: "block", expression: \'lower(url_decode(http.request.uri.query)) contains "union select "\' }',
  },
  source:
    "https://developers.cloudflare.com/learning-paths/application-security/firewall/custom-rules",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: letThrough(sqlInjections, { managed: true }),
};
