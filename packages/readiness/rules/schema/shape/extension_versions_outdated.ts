import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const extensionVersionsOutdated = schemaRule({
  id: "extension_versions_outdated",
  title: "Extensions have the version that the server recommends",
  why: "An old version keeps the security bugs that the new one fixes.",
  fix: "Update the extension in a migration.",
  code: "alter extension pg_net update;",
  source: splinter("0022_extension_versions_outdated"),
  rank: "medium",
  // Only Supabase's servers know which versions are offered: migrations cannot show it.
  find: ({ extensions, source }) =>
    extensions
      .filter(
        ({ version, recommended }) =>
          source === "database" && recommended !== undefined && version !== recommended,
      )
      .map((at) => ({
        at,
        message: `version ${at.version} is installed, ${at.recommended} is available.`,
      })),
});
