import { z } from "zod";
import { milliseconds, property } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const databaseStatementTimeout = configurable({
  id: "database-statement-timeout",
  area: "database",
  title: "A statement has an end",
  why: "Supabase lets the postgres login run a statement for two minutes; a few slow ones hold the whole pool for as long.",
  fix: "Set seaworthy:database.statementTimeoutMs to 10000 or less.",
  example: { language: "yaml", code: "seaworthy:database:\n  statementTimeoutMs: 5000" },
  source: "https://www.postgresql.org/docs/current/runtime-config-client.html",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ mostMs: positive(10_000, "Longest that a statement may run") }),
  judge: (resources, { mostMs }) =>
    property("supabaseSettings", "database.statement_timeout", (declared) => {
      const ms = milliseconds(declared);
      return ms !== undefined && ms > 0 && ms <= mostMs
        ? undefined
        : `The database's statement_timeout is ${String(declared)}; at most ${mostMs} ms are asked for.`;
    })(resources),
});
