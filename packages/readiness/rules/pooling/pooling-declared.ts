import { ofType } from "../../plan/resource.ts";
import { ofProject } from "../helpers/database/projects.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const poolingDeclared: Rule = {
  id: "pooling-declared",
  area: "pooling",
  title: "The pooler's size and mode are declared",
  why: "A pooler outside the program has whatever size was last set by hand, and the capacity checks that depend on it prove nothing.",
  fix: "Declare a seaworthy.supabase.Pooler for the project.",
  example: {
    language: "typescript",
    code: 'new supabase.Pooler("pooler", { projectRef, poolMode: "transaction", defaultPoolSize: 60 });',
  },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres/pooling-and-limits.md",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  // Another program cannot declare what only the seaworthy provider offers.
  subjects: ["pooler", "databaseRole", "migrations", "credential"],
  judge: (resources) =>
    ofType(resources, "supabaseSettings")
      .filter((settings) => ofProject(resources, "pooler", settings).length === 0)
      .map((settings) =>
        violation("The project's pooler is not declared, so its size is unknown.", settings),
      ),
};
