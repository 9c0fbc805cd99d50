import { administrators } from "../../database/platform-roles.ts";
import { ofType } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const databaseLoginLeastRights: Rule = {
  id: "database-login-least-rights",
  area: "database",
  title: "The Worker's login has no administrator rights",
  why: "Anyone who runs code in the Worker has its login. With administrator rights they could bypass every policy, and read or drop every table.",
  fix: "Grant the login only the roles that callers use, and use the postgres login for migrations only.",
  example: { language: "typescript", code: 'memberOf: ["anon", "authenticated", "service_role"]' },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["databaseRole"],
  judge: (resources, { schema }) =>
    ofType(resources, "databaseRole").flatMap((role) => {
      const { name, memberOf } = role.props;
      if (isUnknown(name) || isUnknown(memberOf)) return [notKnown("name and memberOf", role)];
      const roles: readonly PlannedValue[] = Array.isArray(memberOf) ? memberOf : [];
      if (roles.some(isUnknown)) return [notKnown("memberOf", role)];
      // A role created by a migration may itself be a member of an administrator role.
      const through = (schema?.roles ?? []).filter((one) => roles.includes(one.name));
      const all = [name, ...roles, ...through.flatMap(({ memberOf: more }) => more)].map(String);
      const held = [...new Set(all)].filter((one) => administrators.includes(one));
      return held.length === 0
        ? []
        : [
            violation(`The login is, or can become, ${held.join(", ")}.`, role, {
              property: held.includes(String(name)) ? "name" : "memberOf",
            }),
          ];
    }),
};
