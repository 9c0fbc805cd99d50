import { z } from "zod";
import type { MigrationStep, StepKind } from "../../database/schema.ts";
import { configurable, inProduction, type Rule } from "../rule.ts";
import { lint, nameOf } from "./schema-lint.ts";

/** A rule about what migrations do to tables in use. */
export interface StepRule extends Pick<Rule, "id" | "title" | "why" | "fix" | "source" | "rank"> {
  readonly code: string;
  readonly kinds: readonly StepKind[];
  readonly message: (step: MigrationStep) => string;
}

const settings = z.object({
  appliedUpTo: z
    .string()
    .default("")
    .describe("Name of the last migration that production already has; older ones are not judged"),
});

export function stepRule({ code, kinds, message, ...rest }: StepRule): Rule {
  return configurable({
    area: "database",
    severity: inProduction,
    ...rest,
    example: { language: "sql", code },
    scope: "stack",
    subjects: ["migrations"],
    needs: ["schema"],
    configuration: settings,
    judge: (resources, { appliedUpTo }, facts) =>
      lint(({ steps }) =>
        steps
          .filter(({ kind, migration }) => kinds.includes(kind) && migration > appliedUpTo)
          .map((at) => ({
            at,
            message: message(at),
            subject: `${at.migration} ${nameOf(at)}`,
          })),
      )(resources, facts),
  });
}

const alterTable = "https://www.postgresql.org/docs/current/sql-altertable.html";

export const pages = {
  alterTable,
  notes: `${alterTable}#SQL-ALTERTABLE-NOTES`,
  concurrently:
    "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
  locks: "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES",
} as const;
