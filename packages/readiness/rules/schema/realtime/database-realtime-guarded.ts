import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRealtimeGuarded = schemaRule({
  id: "database-realtime-guarded",
  title: "Tables published to Realtime have row-level security",
  why: "Realtime sends each change to every subscriber who may read the row. Without row-level security that is everyone.",
  fix: "Enable row-level security on the table, or remove it from the publication.",
  code: "alter publication supabase_realtime drop table public.payments;",
  source: "https://supabase.com/docs/guides/realtime/postgres-changes",
  rank: "critical",
  find: ({ publications, tables }) =>
    publications
      .filter(({ name }) => name === "supabase_realtime")
      .flatMap((publication) =>
        tables
          .filter(
            ({ schema, name, rowSecurity, access }) =>
              publication.tables.includes(`${schema}.${name}`) &&
              !rowSecurity &&
              access.select.length > 0,
          )
          .map((at) => ({
            at,
            message: "Realtime sends its changes to everyone: its row-level security is off.",
            since: ["rowSecurity"],
          })),
      ),
});
