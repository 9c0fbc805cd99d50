import { ofType } from "../../plan/resource.ts";
import { identityOf } from "../helpers/awaited/awaited-texts.ts";
import { read } from "../helpers/checks.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const databaseWorkerOwnLogin: Rule = {
  id: "database-worker-own-login",
  area: "database",
  title: "Hyperdrive does not log in as the owner of the database",
  why: "The owner's login bypasses row-level security: one mistake in a query exposes everyone's rows.",
  fix: "Connect with a DatabaseRole made for the Worker.",
  example: {
    language: "typescript",
    code: "origin: { ...address, user: database.logins.a.user, password: database.logins.a.password }",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["hyperdrive"],
  judge: (resources) =>
    ofType(resources, "hyperdrive").flatMap((hyperdrive) => {
      const path = "origin.user";
      const user = identityOf(hyperdrive, path, read(hyperdrive, path));
      if (user === undefined) return [notKnown(path, hyperdrive)];
      return isOwner(user)
        ? [violation("Hyperdrive logs in as postgres.", hyperdrive, { property: "user" })]
        : [];
    }),
};

/** At a pooler the project's reference follows the name. */
const isOwner = (user: string): boolean => /^(postgres|supabase_admin)(\.|$)/.test(user);
