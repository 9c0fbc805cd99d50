import { judgeKept } from "../helpers/edge/kept-answers.ts";
import { inProduction, type Rule } from "../rule.ts";

export const cacheOnlyReads: Rule = {
  id: "cache-only-reads",
  area: "cache",
  title: "A cache rule is for GET and HEAD",
  why: "Cloudflare answers only GET and HEAD from its cache. A rule that also matches writes says that somebody expects otherwise, and takes effect the day that a method is rewritten.",
  fix: "Begin the cache rule's expression with the method.",
  example: {
    language: "typescript",
    code: 'expression: \'http.request.method in {"GET" "HEAD"} and http.request.uri.path eq "/news"\'',
  },
  source: "https://developers.cloudflare.com/cache/concepts/default-cache-behavior/",
  severity: inProduction,
  rank: "low",
  scope: "stack",
  subjects: ["ruleset"],
  applies: ({ app }) => app !== undefined,
  judge: (resources, { app }) =>
    judgeKept(resources, {
      // A write to a path that has no such route yet is one to a route that comes later.
      routes: app?.routes.map((route) => ({ ...route, method: "POST" })) ?? [],
      isWrong: ({ method }) => !["GET", "HEAD"].includes(method),
    }),
};
