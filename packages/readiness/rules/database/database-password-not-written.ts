import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const databasePasswordNotWritten: Rule = {
  id: "database-password-not-written",
  area: "database",
  title: "The database password is not written in the program or the stack file",
  why: "A password in a file stays in the repository's history and in every clone. The provider marks it secret, which hides the mistake.",
  fix: "Use a Credential of kind password, or a value set with `pulumi config set --secret`; then change the password.",
  example: { language: "typescript", code: "databasePassword: secrets.databasePassword" },
  source: "https://supabase.com/docs/guides/database/managing-passwords",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["supabaseProject", "databaseRole"],
  judge: (resources, { written }) =>
    [
      ...ofType(resources, "supabaseProject").map(
        (one) => [one, one.props.databasePassword] as const,
      ),
      ...ofType(resources, "databaseRole").map((one) => [one, one.props.password] as const),
    ].flatMap(([resource, password]) => {
      if (isUnknown(password) || typeof password !== "string" || password === "") return [];
      if (written === undefined)
        return [notKnown("whether the password is written in a file", resource)];
      const place = written(password);
      return place === undefined
        ? []
        : [
            violation(`The password of ${resource.name} is written in a file.`, resource, {
              place,
            }),
          ];
    }),
};
