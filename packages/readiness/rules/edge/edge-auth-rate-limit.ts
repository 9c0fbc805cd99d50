import { z } from "zod";
import { isSignIn } from "../../samples/routes.ts";
import { judgeCoverage } from "../helpers/edge/rate-limit-coverage.ts";
import { configurable, everywhere, type Facts, paths, positive } from "../rule.ts";

const signIns = ({ app }: Facts) => app?.routes.filter(isSignIn) ?? [];

export const edgeAuthRateLimit = configurable({
  id: "edge-auth-rate-limit",
  area: "edge",
  title: "Every sign-in attempt is limited to 20 a minute for each address",
  why: "Without it passwords and one-time codes can be guessed at the speed of the network.",
  fix: "Keep seaworthy:edge.rateLimits.authPerMinute at 20 or less. The rule of phase http_ratelimit has to match every sign-in path without exceptions (no country, cookie, header or method), count by ip.src, and use a period of 60 seconds or less.",
  example: { language: "yaml", code: "seaworthy:edge:\n  rateLimits:\n    authPerMinute: 20" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["route", "customDomain"],
  configuration: z.object({
    mostPerMinute: positive(20, "Most sign-in attempts a minute and address"),
    paths: paths(
      [],
      "Paths of the sign-in; besides them, the app's public routes that are named like one",
    ),
  }),
  applies: ({ paths: prefixes }, facts) => prefixes.length + signIns(facts).length > 0,
  judge: (resources, { mostPerMinute, paths: prefixes }, facts) =>
    judgeCoverage(resources, { prefixes, routes: signIns(facts), mostPerMinute }),
});
