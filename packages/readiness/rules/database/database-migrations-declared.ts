import { present, property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseMigrationsDeclared: Rule = {
  id: "database-migrations-declared",
  area: "database",
  title: "The stack deploys its schema through checked migrations",
  why: "A schema changed by hand differs from what was reviewed and tested, and nobody notices until a request fails.",
  fix: "Declare Migrations with a checksum of their folder.",
  example: {
    language: "typescript",
    code: 'new Migrations("migrations", { ...access, directory: "migrations", checksum });',
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  // Another program cannot declare what only the seaworthy provider offers.
  subjects: ["migrations", "databaseRole", "pooler", "credential"],
  judge: (resources) => [
    ...present("migrations", "supabaseSettings", "The stack declares no migrations.")(resources),
    ...property("migrations", "checksum", (sum) =>
      typeof sum === "string" && sum.length >= 32
        ? undefined
        : "The migrations have no checksum, so a changed file would not be applied.",
    )(resources),
  ],
};
