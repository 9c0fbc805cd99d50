import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { inProduction, notKnown, type Rule, violation } from "../rule.ts";

export const cacheNearDatabase: Rule = {
  id: "cache-near-database",
  area: "cache",
  title: "Redis is in the same region as the database",
  why: "A cache that is farther away than the database slows down every request, and slows cache misses twice.",
  fix: "Set seaworthy:cache.region to seaworthy:database.project.region.",
  example: { language: "yaml", code: "seaworthy:cache:\n  region: eu-central-1" },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["redis"],
  judge: (resources) =>
    ofType(resources, "supabaseProject").flatMap((project) =>
      ofType(resources, "redis").flatMap((redis) => {
        const at = redis.props.region;
        const from = project.props.region;
        if (isUnknown(at) || isUnknown(from)) return [notKnown("region", redis)];
        return at === from
          ? []
          : [violation(`Redis is in ${String(at)}, the database in ${String(from)}.`, redis)];
      }),
    ),
};
