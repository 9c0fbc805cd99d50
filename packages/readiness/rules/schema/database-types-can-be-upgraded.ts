import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseTypesCanBeUpgraded: Rule = {
  id: "database-types-can-be-upgraded",
  area: "database",
  title: "No column has a type that stands in the way of an upgrade",
  why: "Columns of reg* types hold numbers of the old server's catalogue; pg_upgrade refuses them.",
  fix: "Store the name as text.",
  example: { language: "sql", code: "alter table public.jobs alter column target type text;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "low",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ tables }) =>
    tables.flatMap((at) => {
      const wrong = at.columns.filter(({ type }) =>
        /^reg(collation|config|dictionary|namespace|oper|operator|proc|procedure)$/.test(type),
      );
      return wrong.length === 0
        ? []
        : [{ at, message: `${wrong.map(({ name, type }) => `${name} is a ${type}`).join(", ")}.` }];
    }),
  ),
};
