import { defined } from "@seaworthy/core/defined";
import { ofType } from "../../plan/resource.ts";
import type { Finding } from "../rule.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseMigrationsRun: Rule = {
  id: "database-migrations-run",
  area: "database",
  title: "Every statement of the migrations can be run and judged",
  why: "A statement must run before its effect can be judged. One that cannot run may undo what the other rules check.",
  fix: "Correct the statement, or rewrite it in SQL that needs no custom extension.",
  example: {
    language: "sql",
    code: "create extension if not exists pg_trgm with schema extensions;",
  },
  source: "https://supabase.com/docs/guides/database/extensions",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: (resources, { schema }) => {
    const [resource] = ofType(resources, "migrations");
    return (schema?.notRun ?? []).map(
      ({ place, reason, fails }): Finding => ({
        kind: fails ? "violation" : "unknown",
        message: `${place.file}:${place.line} could not be run: ${reason}. What it changes is not judged.`,
        subject: place.file,
        place,
        ...defined({ resource }),
      }),
    );
  },
};
