import { listed } from "../../helpers/checks.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

/** Values that leave the Data API as closed as the stack declares it, by PostgREST's setting. */
const closed: Readonly<Record<string, (value: string, schemas: ReadonlySet<string>) => boolean>> = {
  "pgrst.db_schemas": (value, schemas) => namesIn(value).every((one) => schemas.has(one)),
  "pgrst.db_schema": (value, schemas) => namesIn(value).every((one) => schemas.has(one)),
  "pgrst.db_extra_search_path": (value) =>
    namesIn(value).every((one) => ["public", "extensions"].includes(one)),
  "pgrst.db_max_rows": (value) => Number(value) > 0 && Number(value) <= 1000,
  "pgrst.max_rows": (value) => Number(value) > 0 && Number(value) <= 1000,
  "pgrst.db_anon_role": (value) => value === "anon",
  "pgrst.jwt_secret": () => false,
  "pgrst.jwt_aud": (value) => value === "authenticated",
  "pgrst.jwt_role_claim_key": (value) => value === ".role",
  "pgrst.role_claim_key": (value) => value === ".role",
  "pgrst.db_plan_enabled": isOff,
  "pgrst.db_aggregates_enabled": isOff,
  "pgrst.db_tx_end": (value) => value === "commit",
  "pgrst.openapi_mode": (value) => value !== "ignore-privileges",
};

function isOff(value: string): boolean {
  return /^(false|off|no|0)$/i.test(value);
}

const namesIn = (value: string): string[] =>
  listed(value.replaceAll('"', "")).map((one) => one.replace(/^'|'$/g, ""));

export const databaseApiSettingsDeclared = schemaRule({
  id: "database-api-settings-declared",
  title: "The database does not override the Data API's declared settings",
  why: "PostgREST reads the pgrst settings of the role authenticator after its own: they replace the exposed schemas that the stack declares and that the lints judge, or the role of callers without a token.",
  fix: "Reset the setting; declare schemas, search path and rows in seaworthy:database.api.",
  code: "alter role authenticator reset pgrst.db_schemas;",
  source:
    "https://docs.postgrest.org/en/stable/references/configuration.html#in-database-configuration",
  rank: "critical",
  find: ({ roles }, { schemas }) =>
    roles
      .filter(({ name }) => name === "authenticator")
      .flatMap((at) =>
        Object.entries(at.settings)
          .filter(([name, value]) => closed[name.toLowerCase()]?.(value, schemas) === false)
          .map(([name, value]) => ({
            at,
            // The secret that signs tokens is one of them.
            message: `${name} is ${name.endsWith("secret") ? "set" : JSON.stringify(value)}.`,
            since: [name],
            subject: `${at.name} ${name}`,
          })),
      ),
});
