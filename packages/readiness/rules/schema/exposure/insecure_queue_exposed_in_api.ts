import { apiRoles, grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const insecureQueueExposedInApi = schemaRule({
  id: "insecure_queue_exposed_in_api",
  title: "Queues in the Data API have row-level security",
  why: "With pgmq_public exposed, anyone with the public API key can read, add and delete messages of a queue without row-level security.",
  fix: "Enable row-level security on the queue's table, or remove pgmq_public from the exposed schemas.",
  code: "alter table pgmq.q_jobs enable row level security;",
  source: splinter("0019_insecure_queue_exposed_in_api"),
  rank: "critical",
  find: ({ tables }, { schemas }) =>
    tables
      .filter(
        ({ schema, name, rowSecurity }) =>
          schema === "pgmq" && name.startsWith("q_") && !rowSecurity,
      )
      .filter(() => schemas.has("pgmq_public") || schemas.has("pgmq"))
      .map((at) => ({
        at,
        message: "the queue is exposed and its row-level security is off.",
        since: ["rowSecurity", ...grantsTo(apiRoles, "select")],
      })),
});
