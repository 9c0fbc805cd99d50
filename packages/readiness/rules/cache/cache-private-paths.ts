import { valueAt } from "../../plan/value.ts";
import { requestsTo } from "../../samples/requests.ts";
import { describeRequest, rulesOfPhase } from "../helpers/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

const never = requestsTo(
  "/auth/token",
  "/auth/v1/token",
  "/internal/generations",
  "/metrics",
  "/health",
  "/health/ready",
  "/health/live",
);

export const cachePrivatePaths: Rule = {
  id: "cache-private-paths",
  area: "cache",
  title: "The edge never keeps sign-in, health or operators' answers",
  why: "A cached health check says that all is well for as long as it is kept; a cached sign-in answers with somebody else's token.",
  fix: "Name the paths that a cache rule is for, one by one.",
  example: {
    language: "typescript",
    code: "expression: 'http.request.uri.path eq \"/rest/feed\"'",
  },
  source: "https://developers.cloudflare.com/cache/cache-security",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_cache_settings");
    const keeping = rules.filter(
      ({ declared }) => valueAt(declared, "actionParameters", "cache") !== false,
    );
    const kept = keeping.flatMap(({ ref, ruleset, matches }) => {
      const request = never.find(matches);
      return request === undefined
        ? []
        : [violation(`Rule ${ref} keeps the answer to ${describeRequest(request)}.`, ruleset)];
    });
    return [...findings, ...kept];
  },
};
