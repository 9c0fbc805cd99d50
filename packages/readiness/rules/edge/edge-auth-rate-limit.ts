import { z } from "zod";
import { isSignIn } from "../../samples/routes.ts";
import { judgeCoverage } from "../helpers/edge/rate-limit-coverage.ts";
import { configurable, everywhere, type Facts, paths, positive } from "../rule.ts";

const signIns = ({ app }: Facts) => app?.routes.filter(isSignIn) ?? [];

export const edgeAuthRateLimit = configurable({
  id: "edge-auth-rate-limit",
  area: "edge",
  title: "Sign-in attempts are limited to 20 a minute per address",
  why: "Without a limit, passwords and one-time codes can be guessed at network speed.",
  fix: "Keep seaworthy:edge.rateLimits.authPerMinute at 20 or less. The rule in phase http_ratelimit must match every sign-in path without exceptions (no country, cookie, header or method), count by ip.src, and use a period of 60 seconds or less.",
  example: { language: "yaml", code: "seaworthy:edge:\n  rateLimits:\n    authPerMinute: 20" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["route", "customDomain"],
  configuration: z.object({
    mostPerMinute: positive(20, "Maximum sign-in attempts per minute and address"),
    paths: paths([], "Sign-in paths, besides the app's public routes with names like one"),
  }),
  applies: ({ paths: prefixes }, facts) => prefixes.length + signIns(facts).length > 0,
  judge: (resources, { mostPerMinute, paths: prefixes }, facts) =>
    judgeCoverage(resources, { prefixes, routes: signIns(facts), mostPerMinute }),
});
