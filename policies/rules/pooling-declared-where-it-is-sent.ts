import { ofType } from "../plan/resource.ts";
import { isUnknown } from "../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "./rule.ts";

export const poolingDeclaredWhereItIsSent: Rule = {
  id: "pooling-declared-where-it-is-sent",
  area: "pooling",
  title: "The pooler is not declared in supabase.Settings",
  why: "The Supabase provider accepts Settings.pooler and never sends it: the stack looks as if the pool were set, and it is not.",
  fix: "Remove `pooler` from supabase.Settings and declare a seaworthy.supabase.Pooler.",
  example: {
    language: "typescript",
    code: 'new seaworthy.Pooler("database-pooler", { projectRef, poolMode: "transaction", defaultPoolSize: 60 });',
  },
  source: "terraform-provider-supabase 1.10.1: its settings resource has no call for the pooler",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: (resources) =>
    ofType(resources, "supabaseSettings").flatMap((settings) => {
      const { pooler } = settings.props;
      if (isUnknown(pooler)) return [notKnown("pooler", settings)];
      return pooler === undefined || pooler === null || pooler === ""
        ? []
        : [violation("Settings.pooler is set, and has no effect.", settings)];
    }),
};
