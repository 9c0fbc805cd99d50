import { readFileSync } from "node:fs";
import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import {
  type MigrationSource,
  readMigrations,
} from "@seaworthy/plugins/seaworthy/database/migration-files";
import type { MigratedDatabase } from "../../migrate/databases.ts";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { tryEachDatabase } from "./owner.ts";
import { differencesOf, differencesText, schemaLines } from "./schema-lines.ts";
import { scratchDatabase } from "./scratch.ts";

const runs = ["database-migrations-run"];
const live = ["database-migrations-declared", "rollout-schema-before-code"];

export const migrations: Experiment = {
  id: "migrations",
  title: "Migrations go up, down and up again in a scratch database, and the live schema is theirs",
  effect: "intrusive",
  policies: [...runs, ...live],
  seconds: 180,
  run: (context) => tryEachDatabase(context, tryDatabase),
};

async function tryDatabase(
  context: Context,
  database: MigratedDatabase,
): Promise<readonly Observation[]> {
  const { name, sources, access } = database;
  const beyond = ofTheServer(sources);
  if (beyond !== undefined)
    return [
      unknown(`Migrations of ${name}`, `${beyond} changes roles, which all databases share.`),
    ];
  const scratch = await scratchDatabase(context, database);
  const empty = await linesOf(scratch);
  const up = await move(scratch, sources, "up");
  const first = await linesOf(scratch);
  const down = await move(scratch, sources, "down");
  const emptied = await linesOf(scratch);
  await move(scratch, sources, "up");
  const again = await linesOf(scratch);
  const found = await linesOf(access);
  return [
    compared(`Migrations of ${name} go down`, empty, emptied, {
      declared: `${up} of ${up} are taken back, and nothing of theirs is left`,
      done: `${down} of ${up} taken back`,
      policies: runs,
    }),
    compared(`Migrations of ${name} go up again`, first, again, {
      declared: "the same schema",
      done: `${first.length} objects, the same`,
      policies: runs,
    }),
    compared(`Live schema of ${name}`, first, found, {
      declared: `the schema of ${up} migrations`,
      done: `${found.length} objects, the same`,
      policies: live,
    }),
  ];
}

/**
 * A file that changes objects outside the database: reverting it would affect more than the scratch
 * database.
 */
function ofTheServer(sources: readonly MigrationSource[]): string | undefined {
  const changesRoles = /\b(create|drop|alter)\s+(role|user)\b|\b(drop|reassign)\s+owned\b/i;
  return readMigrations(sources).find(({ path }) => changesRoles.test(readFileSync(path, "utf8")))
    ?.file;
}

const linesOf = (access: Values) =>
  withDatabase(access, async (client) =>
    (await schemaLines(client)).filter((line) => !/\bpgmigrations(?:\b|_)/.test(line)),
  );

const move = async (
  access: Values,
  sources: readonly MigrationSource[],
  direction: "up" | "down",
): Promise<number> =>
  (await withDatabase(access, (client) => runMigrations(client, sources, { direction }))).length;

function compared(
  what: string,
  expected: readonly string[],
  found: readonly string[],
  { declared, done, policies }: { declared: string; done: string; policies: readonly string[] },
): Observation {
  const differences = differencesOf(expected, found);
  return shown(what, differences.length === 0, {
    declared,
    observed: differences.length === 0 ? done : differencesText(differences),
    policies,
  });
}
