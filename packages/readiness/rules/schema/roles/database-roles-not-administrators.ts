import { administrators, isPlatformRole } from "../../../database/platform-roles.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRolesNotAdministrators = schemaRule({
  id: "database-roles-not-administrators",
  title: "No role of your own, and none of the API's, may become an administrator",
  why: "A member of an administrator's role takes on its rights with SET ROLE, or has them at once.",
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
              message: `the role is, or may become, ${held.join(", ")}.`,
              subject: `role ${at.name}`,
            },
          ];
    }),
});
