import type { Table } from "../../../database/schema.ts";
import { grantsTo, schemaRule } from "../../helpers/schema-lint.ts";
import { inProduction } from "../../rule.ts";

const writes = ["insert", "update", "delete"] as const;

const written = ({ access }: Table) =>
  writes.filter((one) => access[one].includes("authenticated"));

export const databaseWritesByTheWorker = schemaRule({
  id: "database-writes-by-the-worker",
  title: "Signed-in users cannot bypass the Worker's limits when they write",
  why: "Supabase's Data API reaches the same tables without the zone's rate limits, the Worker's validation or its cache invalidation.",
  fix: "Revoke the privilege and let the Worker write as service_role, or take the table's schema out of database.api.schemas.",
  code: "revoke insert, update, delete on public.posts from authenticated;",
  source: "https://supabase.com/docs/guides/api/securing-your-api",
  severity: inProduction,
  rank: "medium",
  find: (_, { tables }) =>
    tables
      .filter((table) => written(table).length > 0)
      .map((at) => ({
        at,
        message: `every signed-in user has ${written(at).join(", ")} through the Data API.`,
        since: ["schema", ...grantsTo(["authenticated"], ...writes)],
      })),
});
