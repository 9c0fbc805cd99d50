import { scriptInjections } from "../../samples/attacks.ts";
import { letThrough } from "../helpers/edge/edge-attacks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeBlocksScriptInjection: Rule = {
  id: "edge-blocks-script-injection",
  area: "edge",
  title: "Script injection in query strings does not reach the Worker",
  why: "A link with a script in it becomes cross-site scripting on the first page that displays its own address.",
  fix: "Keep a rule in phase http_request_firewall_custom that blocks the request in the message on every path and from every sender, or deploy Cloudflare's managed ruleset.",
  example: {
    language: "typescript",
    code: '{ action: "block", expression: \'lower(url_decode(http.request.uri.query)) contains "<script"\' }',
  },
  source:
    "https://developers.cloudflare.com/learning-paths/application-security/firewall/custom-rules",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: letThrough(scriptInjections, { managed: true }),
};
