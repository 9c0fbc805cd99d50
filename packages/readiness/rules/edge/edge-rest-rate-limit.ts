import { z } from "zod";
import { isSignIn } from "../../samples/routes.ts";
import { judgeCoverage } from "../helpers/edge/rate-limit-coverage.ts";
import { configurable, everywhere, type Facts, paths, positive } from "../rule.ts";

/** What the app's users call with their name, or change something by. */
const calls = ({ app }: Facts) =>
  app?.routes.filter(
    (route) =>
      route.audience === "users" &&
      !isSignIn(route) &&
      (route.credentials.length > 0 || !["GET", "HEAD", "OPTIONS"].includes(route.method)),
  ) ?? [];

/** A vendor sends all webhooks from a few addresses: edge-webhooks-not-limited judges those. */
const vendorRoutes = ({ app }: Facts) =>
  app?.routes.filter(({ audience }) => audience === "vendors") ?? [];

export const edgeRestRateLimit = configurable({
  id: "edge-rest-rate-limit",
  area: "edge",
  title: "Every API call is limited to 100 a minute for each address",
  why: "One client without a limit can take all of the pool's connections, and the daily quotas of every service behind it.",
  fix: "Keep seaworthy:edge.rateLimits.restPerMinute at 100 or less. The rule of phase http_ratelimit has to match every API path without exceptions, count by ip.src, and use a period of 60 seconds or less.",
  example: { language: "yaml", code: "seaworthy:edge:\n  rateLimits:\n    restPerMinute: 100" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  configuration: z.object({
    mostPerMinute: positive(100, "Most API calls a minute and address"),
    paths: paths(
      [],
      "Paths of the API; besides them, the app's routes that ask for credentials or write",
    ),
  }),
  applies: ({ paths: prefixes }, facts) => prefixes.length + calls(facts).length > 0,
  judge: (resources, { mostPerMinute, paths: prefixes }, facts) =>
    judgeCoverage(resources, {
      prefixes,
      routes: calls(facts),
      except: vendorRoutes(facts),
      mostPerMinute,
    }),
});
