import { defined } from "@seaworthy/core/defined";
import type { Column, RowPolicy, Table } from "../../../database/schema.ts";
import { grantsTo, schemaRule } from "../../helpers/schema-lint.ts";

/** Columns that determine what a user may do. */
const authority =
  /^(is_?|has_?)?(super_?)?(admin|administrator|staff|superuser|moderator|owner_role|verified|approved|banned|premium|paid)$|^(user_?|member_?|account_?|org_?)?(role|roles|tier|plan|permissions?|scopes?|privileges?|access_level|admin_level|entitlements?|credits|balance|quota)$/;

const allows = (policies: readonly RowPolicy[], table: Table, command: "insert" | "update") =>
  policies.some(
    (policy) =>
      policy.schema === table.schema &&
      policy.table === table.name &&
      policy.permissive &&
      (policy.command === command || policy.command === "all") &&
      policy.roles.some((role) => ["authenticated", "anon", "public"].includes(role)),
  );

export const databaseAuthorityNotWritable = schemaRule({
  id: "database-authority-not-writable",
  title: "Users cannot write the columns that decide their rights",
  why: "A policy that lets users edit their own row lets them edit every column that they have a grant on: a user who sets is_admin or role is promoted.",
  fix: "Grant insert and update on the other columns alone; write these with service_role.",
  code: "revoke update on public.profiles from authenticated;\ngrant update (name, avatar) on public.profiles to authenticated;",
  source: "https://supabase.com/docs/guides/database/postgres/column-level-security",
  rank: "critical",
  find: ({ policies }, { tables }) =>
    tables.flatMap((at) => {
      const writable = (command: "insert" | "update") => (column: Column) =>
        column.access[command].length > 0 && (!at.rowSecurity || allows(policies, at, command));
      const open = at.columns.filter(
        (column) =>
          authority.test(column.name) && (writable("update")(column) || writable("insert")(column)),
      );
      const last = open
        .flatMap((column) => [
          ...(column.made === undefined ? [] : [column.made]),
          ...Object.entries(column.touched ?? {}).flatMap(([key, touch]) =>
            key.startsWith("acl:") ? [touch] : [],
          ),
        ])
        .sort((a, b) => b.order - a.order)[0];
      return open.length === 0
        ? []
        : [
            {
              at: {
                ...at,
                touched: { ...at.touched, ...defined({ columns: last }) },
              },
              message: `users can write ${open.map(({ name }) => name).join(", ")} of a row that they may edit.`,
              since: ["columns", ...grantsTo(["anon", "authenticated"], "insert", "update")],
            },
          ];
    }),
});
