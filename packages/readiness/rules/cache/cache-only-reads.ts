import { judgeKept } from "../helpers/edge/kept-answers.ts";
import { inProduction, type Rule } from "../rule.ts";

export const cacheOnlyReads: Rule = {
  id: "cache-only-reads",
  area: "cache",
  title: "Cache rules match only GET and HEAD",
  why: "Cloudflare caches only GET and HEAD. A rule that also matches writes suggests a misunderstanding, and takes effect as soon as a method is rewritten.",
  fix: "Start the cache rule's expression with the method.",
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
      // A write to a path without such a route yet may belong to a future route.
      routes: app?.routes.map((route) => ({ ...route, method: "POST" })) ?? [],
      isWrong: ({ method }) => !["GET", "HEAD"].includes(method),
    }),
};
