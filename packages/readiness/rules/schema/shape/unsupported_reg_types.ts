import { defined } from "@seaworthy/core/defined";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const unsupportedRegTypes = schemaRule({
  id: "unsupported_reg_types",
  aliases: ["database-types-can-be-upgraded"],
  title: "No column has a type that blocks a PostgreSQL upgrade",
  why: "Columns of reg* types hold object IDs of the old server's catalog, which pg_upgrade rejects.",
  fix: "Store the name as text.",
  code: "alter table public.jobs alter column target type text;",
  source: splinter("0018_unsupported_reg_types"),
  rank: "low",
  find: ({ tables }) =>
    tables.flatMap((at) => {
      const wrong = at.columns.filter(({ type }) =>
        /^reg(collation|config|dictionary|namespace|oper|operator|proc|procedure)(\[\])?$/.test(
          type,
        ),
      );
      const [first] = wrong;
      return first === undefined
        ? []
        : [
            {
              at: { ...at, ...defined({ made: first.made }) },
              message: `${wrong.map(({ name, type }) => `${name} is a ${type}`).join(", ")}.`,
            },
          ];
    }),
});
