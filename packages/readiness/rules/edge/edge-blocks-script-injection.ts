import { scriptInjections } from "../../samples/attacks.ts";
import { letThrough } from "../helpers/edge/edge-attacks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeBlocksScriptInjection: Rule = {
  id: "edge-blocks-script-injection",
  area: "edge",
  title: "A script in a query string does not reach the Worker",
  why: "A link with a script in it becomes cross-site scripting on the first page that shows its own address.",
  fix: "Keep a rule of phase http_request_firewall_custom that blocks the request that is named, on every path and whoever sends it, or deploy Cloudflare's managed ruleset.",
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
