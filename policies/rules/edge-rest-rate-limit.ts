import { judgeCoverage, requestsTo } from "./rate-limit-coverage.ts";
import { everywhere, type Rule } from "./rule.ts";

const samples = requestsTo("/rest/feed", "/rest/posts", "/rest/v1/rpc/feed_fusion_home", "/rpc/log_usage_event", "/rest");

export const edgeRestRateLimit: Rule = {
  id: "edge-rest-rate-limit",
  area: "edge",
  title: "Every API call is limited to 100 a minute for each address",
  why: "One client without a limit can take all of the pool's connections, and the daily quotas of every service behind it.",
  fix: "Keep seaworthy:edge.rateLimits.restPerMinute at 100 or less, and a rule of phase http_ratelimit that matches all of /rest/* and /rpc/*.",
  example: { language: "yaml", code: "seaworthy:edge:\n  rateLimits:\n    restPerMinute: 100" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route"],
  judge: (resources) => judgeCoverage(resources, { samples, mostPerMinute: 100 }),
};
