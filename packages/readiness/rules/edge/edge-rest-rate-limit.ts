import { z } from "zod";
import { isSignIn } from "../../samples/routes.ts";
import { judgeCoverage } from "../helpers/edge/rate-limit-coverage.ts";
import { configurable, everywhere, type Facts, paths, positive } from "../rule.ts";

/** Calls of signed-in users, and calls that change something. */
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
  title: "API calls are limited to 100 a minute per address",
  why: "Without a limit, one client can exhaust the connection pool and the daily quotas of every service behind it.",
  fix: "Keep seaworthy:edge.rateLimits.restPerMinute at 100 or less. The rule in phase http_ratelimit must match every API path without exceptions, count by ip.src, and use a period of 60 seconds or less.",
  example: { language: "yaml", code: "seaworthy:edge:\n  rateLimits:\n    restPerMinute: 100" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  configuration: z.object({
    mostPerMinute: positive(100, "Maximum API calls per minute and address"),
    paths: paths([], "API paths, besides the app's routes that require credentials or write"),
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
