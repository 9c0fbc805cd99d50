import { z } from "zod";
import { requestsTo } from "../../samples/requests.ts";
import { judgeCoverage } from "../helpers/rate-limit-coverage.ts";
import { configurable, everywhere, positive } from "../rule.ts";

const samples = requestsTo(
  "/rest/feed",
  "/rest/posts",
  "/rest/v1/rpc/feed_fusion_home",
  "/rpc/log_usage_event",
  "/rest",
);

export const edgeRestRateLimit = configurable({
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
  configuration: z.object({ mostPerMinute: positive(100, "Most API calls a minute and address") }),
  judge: (resources, { mostPerMinute }) => judgeCoverage(resources, { samples, mostPerMinute }),
});
