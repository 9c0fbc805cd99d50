import { z } from "zod";
import { isSignIn } from "../../samples/routes.ts";
import { judgeKept } from "../helpers/edge/kept-answers.ts";
import { configurable, everywhere, type Facts, paths } from "../rule.ts";

const own = ({ app }: Facts) =>
  app?.routes.filter(
    (route) => route.audience === "operators" || route.audience === "monitors" || isSignIn(route),
  ) ?? [];

export const cachePrivatePaths = configurable({
  id: "cache-private-paths",
  area: "cache",
  title: "The edge never caches sign-in, health or operator responses",
  why: 'A cached health check reports "healthy" until its TTL ends. A cached sign-in response hands out another user\'s token.',
  fix: "List the paths of a cache rule one by one.",
  example: {
    language: "typescript",
    code: "expression: 'http.request.uri.path eq \"/news\"'",
  },
  source: "https://developers.cloudflare.com/cache/cache-security",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({
    paths: paths(
      [],
      "Paths that must never be cached, besides the app's sign-in, health and operator routes",
    ),
  }),
  applies: ({ paths: prefixes }, facts) => prefixes.length + own(facts).length > 0,
  judge: (resources, { paths: prefixes }, facts) =>
    judgeKept(resources, { prefixes, routes: own(facts), isWrong: () => true }),
});
