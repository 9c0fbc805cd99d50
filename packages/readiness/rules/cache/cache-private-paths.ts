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
  title: "The edge never keeps sign-in, health or operators' answers",
  why: "A cached health check says that all is well for as long as it is kept; a cached sign-in answers with somebody else's token.",
  fix: "Name the paths that a cache rule is for, one by one.",
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
      "Paths that are never kept; besides them, the app's sign-in, health and operators' routes",
    ),
  }),
  applies: ({ paths: prefixes }, facts) => prefixes.length + own(facts).length > 0,
  judge: (resources, { paths: prefixes }, facts) =>
    judgeKept(resources, { prefixes, routes: own(facts), isWrong: () => true }),
});
