import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const poolingDeclaredWhereItIsSent: Rule = {
  id: "pooling-declared-where-it-is-sent",
  area: "pooling",
  title: "The pooler is not declared in supabase.Settings",
  why: "terraform-provider-supabase 1.10.1 accepts Settings.pooler and never sends it: the pool looks configured and is not.",
  fix: "Remove `pooler` from supabase.Settings and declare a seaworthy.supabase.Pooler.",
  example: {
    language: "typescript",
    code: 'new supabase.Pooler("pooler", { projectRef, poolMode: "transaction", defaultPoolSize: 60 });',
  },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres/pooling-and-limits.md",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "pooler", (pooler) =>
    pooler === undefined || pooler === null || pooler === ""
      ? undefined
      : "Settings.pooler is set but has no effect.",
  ),
  remediate: ({ props: { pooler: _, ...props } }) => props,
};
