import { z } from "zod";
import { milliseconds, property } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const databaseStatementTimeout = configurable({
  id: "database-statement-timeout",
  area: "database",
  title: "Statements time out",
  why: "Supabase lets the postgres login run a statement for two minutes. A few slow statements hold the whole pool for that long.",
  fix: "Set seaworthy:database.statementTimeoutMs to 10000 or less.",
  example: { language: "yaml", code: "seaworthy:database:\n  statementTimeoutMs: 5000" },
  source: "https://www.postgresql.org/docs/current/runtime-config-client.html",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ mostMs: positive(10_000, "Maximum run time of a statement") }),
  judge: (resources, { mostMs }) =>
    property("supabaseSettings", "database.statement_timeout", (declared) => {
      const ms = milliseconds(declared);
      return ms !== undefined && ms > 0 && ms <= mostMs
        ? undefined
        : {
            said: `The database's statement_timeout is ${String(declared)}; the maximum is ${mostMs} ms.`,
            property: "statement_timeout",
          };
    })(resources),
});
