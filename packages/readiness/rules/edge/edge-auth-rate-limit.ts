import { z } from "zod";
import { requestsTo } from "../../samples/requests.ts";
import { judgeCoverage } from "../helpers/rate-limit-coverage.ts";
import { configurable, everywhere, positive } from "../rule.ts";

const samples = requestsTo("/auth/token", "/auth/v1/token", "/auth/callback", "/auth");

export const edgeAuthRateLimit = configurable({
  id: "edge-auth-rate-limit",
  area: "edge",
  title: "Every sign-in attempt is limited to 20 a minute for each address",
  why: "Without it passwords and one-time codes can be guessed at the speed of the network.",
  fix: "Keep seaworthy:edge.rateLimits.authPerMinute at 20 or less, and a rule of phase http_ratelimit that matches all of /auth/*.",
  example: { language: "yaml", code: "seaworthy:edge:\n  rateLimits:\n    authPerMinute: 20" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["route"],
  configuration: z.object({
    mostPerMinute: positive(20, "Most sign-in attempts a minute and address"),
  }),
  judge: (resources, { mostPerMinute }) => judgeCoverage(resources, { samples, mostPerMinute }),
});
