import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const databaseApiRowsLimited = configurable({
  id: "database-api-rows-limited",
  area: "database",
  title: "One API request returns a bounded number of rows",
  why: "Without a limit, one request can read a whole table into memory on the database and on the client.",
  fix: "Set seaworthy:database.api.maxRows to 1000 or less.",
  example: { language: "yaml", code: "seaworthy:database:\n  api:\n    maxRows: 1000" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ most: positive(1000, "Maximum rows in one response") }),
  judge: (resources, { most }) =>
    property("supabaseSettings", "api.max_rows", (rows) =>
      typeof rows === "number" && rows <= most
        ? undefined
        : `One request may return ${String(rows ?? "any number of")} rows.`,
    )(resources),
});
