import type { Table } from "../../../database/schema.ts";
import { grantsTo, schemaRule } from "../../helpers/schema-lint.ts";

const writes = ["insert", "update", "delete", "truncate"] as const;

const anonymous = ({ access }: Table) => writes.filter((one) => access[one].includes("anon"));

export const databaseAnonymousDoNotWrite = schemaRule({
  id: "database-anonymous-do-not-write",
  title: "Anonymous callers cannot write",
  why: "A grant decides what a mistaken policy can expose later. No policy checks TRUNCATE.",
  fix: "Revoke everything but select from anon.",
  code: "revoke insert, update, delete, truncate on public.posts from anon;",
  source: "https://supabase.com/docs/guides/api/securing-your-api",
  rank: "high",
  find: (_, { tables }) =>
    tables
      .filter((table) => anonymous(table).length > 0)
      .map((at) => ({
        at,
        message: `callers without a token have ${anonymous(at).join(", ")}.`,
        since: ["schema", ...grantsTo(["anon"], ...writes)],
      })),
});
