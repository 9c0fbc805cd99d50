import { administrators, isPlatformRole } from "../../../database/platform-roles.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRolesNotAdministrators = schemaRule({
  id: "database-roles-not-administrators",
  title: "No custom role and no API role can become an administrator",
  why: "A member of an administrator role gains its rights with SET ROLE, or inherits them.",
  fix: "Revoke the membership, and grant the privileges that the role needs.",
  code: "revoke postgres from reporting;",
  source: "https://supabase.com/docs/guides/database/postgres/roles",
  rank: "critical",
  find: ({ roles }) =>
    roles.flatMap((at) => {
      const apiRole = ["anon", "authenticated"].includes(at.name);
      if (isPlatformRole(at.name) && !apiRole) return [];
      const held = at.memberOf.filter((role) =>
        apiRole
          ? administrators.includes(role) || role === "service_role"
          : administrators.includes(role),
      );
      return held.length === 0
        ? []
        : [
            {
              at,
              message: `the role is, or can become, ${held.join(", ")}.`,
              subject: `role ${at.name}`,
            },
          ];
    }),
});
