import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseWorkerOwnLogin: Rule = {
  id: "database-worker-own-login",
  area: "database",
  title: "Hyperdrive does not log in as the owner of the database",
  why: "The owner's login is past row-level security: one mistake in a query shows everybody's rows.",
  fix: "Connect as a DatabaseRole of its own.",
  example: {
    language: "typescript",
    code: "origin: { ...address, user: database.logins.a.user, password: database.logins.a.password }",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["hyperdrive"],
  judge: property("hyperdrive", "origin.user", (user) =>
    /^postgres(\.|$)/.test(String(user)) ? "Hyperdrive logs in as postgres." : undefined,
  ),
};
