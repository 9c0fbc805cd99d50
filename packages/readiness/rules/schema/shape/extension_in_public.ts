import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const extensionInPublic = schemaRule({
  id: "extension_in_public",
  aliases: ["database-extensions-apart"],
  title: "No extension is installed in a schema of the Data API",
  why: "Its functions become part of the API, and its names may shadow yours.",
  fix: "Create the extension in the schema extensions.",
  code: "create extension if not exists pg_trgm with schema extensions;",
  source: splinter("0014_extension_in_public"),
  rank: "medium",
  find: ({ extensions }, { schemas }) =>
    extensions
      .filter(({ schema }) => schema === "public" || schemas.has(schema))
      .filter(({ schema }) => schema !== "graphql_public")
      .map((at) => ({
        at,
        message: "the extension is installed in an exposed schema.",
        since: ["schema"],
      })),
});
