import { isPlatformRole } from "../../../database/platform-roles.ts";
import type { PlatformGrant } from "../../../database/schema.ts";
import { grantsTo, schemaRule } from "../../helpers/schema-lint.ts";
import { isSensitiveName } from "../../helpers/sensitive-names.ts";

const ofRequests = ["public", "anon", "authenticated", "authenticator"];
const reads = "select";
const writes = ["insert", "update", "delete", "truncate"];

/** Requests get nothing; a role of the team may read single columns that hold no secret. */
function isOpen({ role, privilege, columns }: PlatformGrant): boolean {
  if (privilege !== reads && !writes.includes(privilege)) return false;
  if (ofRequests.includes(role)) return true;
  if (isPlatformRole(role)) return false;
  return privilege !== reads || columns === undefined || columns.some(isSensitiveName);
}

export const databasePlatformTablesClosed = schemaRule({
  id: "database-platform-tables-closed",
  title: "The tables of Supabase's Auth and Vault are open to Supabase's own roles alone",
  why: "auth.users holds everyone's address, password hash and tokens, vault the team's secrets. A grant outlives the view or function that it was made for.",
  fix: "Revoke it; show single columns by a security definer function, or grant a role of the team select on the columns that it needs.",
  code: "revoke all on auth.users from anon, authenticated;\ngrant select (id, email) on auth.users to reporting;",
  source: "https://supabase.com/docs/guides/auth/managing-user-data",
  rank: "critical",
  find: ({ platformTables }) =>
    platformTables.flatMap((at) => {
      const open = at.grants.filter(isOpen);
      if (open.length === 0) return [];
      const roles = [...new Set(open.map(({ role }) => role))];
      const privileges = [...new Set(open.map(({ privilege }) => privilege))];
      return [
        {
          at,
          message: `${roles.join(" and ")} ${roles.length === 1 ? "has" : "have"} ${privileges.join(", ")} on it.`,
          since: grantsTo(
            roles.map((role) => (role === "public" ? "" : role)),
            ...privileges,
          ),
        },
      ];
    }),
});
