import { sqlInjections } from "../../samples/attacks.ts";
import { letThrough } from "../helpers/edge/edge-attacks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeBlocksSqlInjection: Rule = {
  id: "edge-blocks-sql-injection",
  area: "edge",
  title: "SQL injection in query strings does not reach the Worker",
  why: "Scanners try this first. The queries are parameterized; the edge keeps the noise out of the Worker, its quotas and its logs.",
  fix: "Keep a rule in phase http_request_firewall_custom that blocks the request in the message on every path and from every sender, or deploy Cloudflare's managed ruleset.",
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
