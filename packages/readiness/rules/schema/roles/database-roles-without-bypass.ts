import { isPlatformRole } from "../../../database/platform-roles.ts";
import type { DatabaseRole } from "../../../database/schema.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRolesWithoutBypass = schemaRule({
  id: "database-roles-without-bypass",
  title:
    "No custom role and no API role is a superuser, creates roles or bypasses row-level security",
  why: "With one of these attributes a role reads and changes every row, or makes itself one that does: policies mean nothing to it.",
  fix: "Create the role without the attribute, and grant it the privileges that it needs.",
  code: "alter role reporting nosuperuser nocreaterole nobypassrls;",
  source: "https://supabase.com/docs/guides/database/postgres/roles",
  rank: "critical",
  find: ({ roles }) =>
    roles
      .filter((role) => powers(role).length > 0 && !isAllowed(role.name))
      .map((at) => ({
        at,
        message: `the role has ${powers(at).join(", ")}.`,
        since: ["super", "bypass", "create"],
        subject: `role ${at.name}`,
      })),
});

/** Supabase's own administrators have them; the roles that requests run as do not. */
const isAllowed = (name: string): boolean =>
  isPlatformRole(name) && !["anon", "authenticated", "authenticator"].includes(name);

const powers = ({ superuser, bypassRowSecurity, createRole }: DatabaseRole): string[] => [
  ...(superuser ? ["SUPERUSER"] : []),
  ...(bypassRowSecurity ? ["BYPASSRLS"] : []),
  ...(createRole ? ["CREATEROLE"] : []),
];
