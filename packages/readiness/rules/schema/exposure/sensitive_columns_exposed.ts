import { defined } from "@seaworthy/core/defined";
import { grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";
import { isSensitiveName } from "../../helpers/sensitive-names.ts";

export const sensitiveColumnsExposed = schemaRule({
  id: "sensitive_columns_exposed",
  aliases: ["database-sensitive-columns-hidden"],
  title: "Secrets and personal numbers are not readable without a token",
  why: "One overly broad policy makes passwords, tokens and card numbers public.",
  fix: "Revoke select from anon, or grant it on the other columns alone.",
  code: "revoke select on public.people from anon;\ngrant select (id, name) on public.people to anon;",
  source: splinter("0023_sensitive_columns_exposed"),
  rank: "high",
  find: ({ policies }, { tables }) =>
    tables.flatMap((at) => {
      const opening = policies.filter(
        ({ schema, table, command, alwaysTrue }) =>
          schema === at.schema &&
          table === at.name &&
          (command === "select" || command === "all") &&
          alwaysTrue.using,
      );
      const open = opening.some(({ roles }) => !roles.every((role) => role === "anon"));
      // Data that every signed-in user can read in every row is as exposed as data that needs no
      // token.
      const shown = at.columns.filter(
        ({ name, access }) =>
          isSensitiveName(name) &&
          (access.select.includes("anon") ||
            (access.select.includes("authenticated") && (open || !at.rowSecurity))),
      );
      if (shown.length === 0) return [];
      const made = shown.map((column) => column.made).filter((touch) => touch !== undefined);
      const last = made.sort((a, b) => b.order - a.order)[0];
      const opened = opening
        .flatMap(({ made: first, touched = {} }) => [first, ...Object.values(touched)])
        .filter((touch) => touch !== undefined)
        .sort((a, b) => b.order - a.order)[0];
      return [
        {
          at: {
            ...at,
            touched: {
              ...at.touched,
              ...defined({ columns: last, opening: opened }),
            },
          },
          message: `anyone can read ${shown.map(({ name }) => name).join(", ")}.`,
          since: ["columns", "opening", ...grantsTo(["anon", "authenticated"], "select")],
        },
      ];
    }),
});
