import { rulesOfPhase } from "../helpers/edge-rules.ts";
import { everywhere, type Rule } from "../rule.ts";

export const edgeRulesEvaluate: Rule = {
  id: "edge-rules-evaluate",
  area: "edge",
  title: "Every expression can be parsed and evaluated",
  why: "A mistake in one expression ends an update halfway, with some of the rules in place.",
  fix: "Correct the expression where the message points.",
  example: {
    language: "typescript",
    code: "expression: 'starts_with(lower(http.request.uri.path), \"/auth/\")'",
  },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) =>
    (
      [
        "http_request_firewall_custom",
        "http_ratelimit",
        "http_request_cache_settings",
        "http_response_headers_transform",
      ] as const
    ).flatMap((phase) => rulesOfPhase(resources, phase).findings),
};
