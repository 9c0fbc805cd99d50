import { isPlatformRole } from "../../../database/platform-roles.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRolesWithoutWrittenPassword = schemaRule({
  id: "database-roles-without-written-password",
  title: "No migration contains a role's password",
  why: "A migration stays in the repository's history, and is the same in every environment.",
  fix: "Create the role without a login here, and declare its login as a DatabaseRole with a generated password.",
  code: "create role reporting nologin;",
  source: "https://supabase.com/docs/guides/database/postgres/roles",
  rank: "high",
  find: ({ roles }) =>
    roles
      .filter(({ password, name, made, touched }) => {
        const written = made !== undefined || touched?.password !== undefined;
        return password && written && !(isPlatformRole(name) && touched?.password === undefined);
      })
      .map((at) => ({
        at,
        message: "its password is written in a migration.",
        since: ["password"],
        subject: `role ${at.name}`,
      })),
});
