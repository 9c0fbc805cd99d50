import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

const internal = [
  "auth",
  "storage",
  "vault",
  "extensions",
  "pg_catalog",
  "information_schema",
  "realtime",
  "supabase_functions",
  "pgsodium",
  "cron",
];

export const databaseExposedSchemasDeclared: Rule = {
  id: "database-exposed-schemas-declared",
  area: "database",
  title: "The schemas that the API exposes are declared, and none of them is internal",
  why: "Exposed schemas decide what row-level security must protect. If they are unknown, the lints prove nothing. Internal schemas hold users, secrets and files.",
  fix: "List the schemas that the API should serve in seaworthy:database.api.schemas.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  api:\n    schemas: [public, graphql_public]",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "api.db_schema", (schemas) => {
    if (typeof schemas !== "string" || schemas.trim() === "")
      return "The exposed schemas are not declared.";
    const shown = schemas
      .split(",")
      .map((one) => one.trim())
      .filter((one) => internal.includes(one));
    return shown.length === 0 ? undefined : `The API exposes ${shown.join(", ")}.`;
  }),
};
