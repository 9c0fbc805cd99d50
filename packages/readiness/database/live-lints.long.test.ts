import {
  type Database,
  type DatabaseSpec,
  openDatabase,
} from "@seaworthy/local/supabase/database/database";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { rules } from "../rules/table.ts";
import { migrationSafetyCases } from "../testing/cases/migration-safety.ts";
import { goodSchema, schemaCases } from "../testing/cases/schema.ts";
import { planned } from "../testing/planned.ts";
import { readDatabase } from "./catalog/read-catalog.ts";
import { extensionFiles } from "./engine/stand-in-extensions.ts";

const spec: DatabaseSpec = {
  ref: "livelints",
  passwords: {
    postgres: "postgres-password",
    superuser: "superuser-password",
    readOnly: "readonly-password",
    poolerLookup: "lookup-password",
    poolerAdmin: "admin-password",
    poolerStats: "stats-password",
  },
  settings: {},
  pooler: { mode: "transaction", size: 5, isTlsRequired: false },
};

/** The lints of migrations, on the catalog of a real PostgreSQL. */
let cloud: TestCloud;
let database: Database;
let team: postgres.Sql;
let superuser: postgres.Sql;

const connect = (user: string, password: string) => {
  const { direct: port } = database.ports;
  const login = { host: "127.0.0.1", port, user, password, database: "postgres" };
  return postgres({ ...login, max: 1, prepare: false, onnotice: () => {} });
};

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [] });
  database = await openDatabase(cloud.context, spec.ref, spec.passwords);
  await database.start(spec);
  team = connect("postgres", spec.passwords.postgres);
  superuser = connect("supabase_admin", spec.passwords.superuser);
  await team.unsafe(goodSchema);
}, 180_000);

afterAll(async () => {
  await Promise.all([team?.end(), superuser?.end()]);
  await database?.stop();
  await cloud?.close();
});

/** What Supabase lets `postgres` do by an extension of its own, and what only its staff can. */
const ofSuperuser = /foreign data wrapper|for all tables|grant dashboard_user/;

/** This machine has no pgmq: its tables, as the engine for migrations creates them. */
const queues = `set local search_path = pgmq; ${extensionFiles().get("pgmq--1.0.sql")}; set local search_path = "$user", public;`;

const declared = [
  planned("migrations", { directory: "app/migrations", checksum: "0".repeat(64) }),
  planned("supabaseSettings", { api: '{"db_schema":"public,graphql_public,pgmq_public"}' }),
];

/** The outcome of one lint after statements, which are then rolled back. */
async function outcomeAfter(statements: string, id: string) {
  const sql = ofSuperuser.test(statements) ? superuser : team;
  await sql.unsafe("begin");
  try {
    await sql.unsafe(statements.replace("create extension pgmq;", () => queues));
    const schema = await readDatabase((query) => sql.unsafe(query));
    const facts = { environment: "prod", today: "2026-11-21", schema } as const;
    const [result] = judge(declared, {
      ...facts,
      rules: rules.filter((one) => one.id === id),
    }).results;
    return result?.outcome;
  } finally {
    await sql.unsafe("rollback; reset search_path");
  }
}

/** Only files show what a migration does on its way, and a role's password. */
const ofFiles = new Set([
  ...migrationSafetyCases.map(({ rule }) => rule),
  "database-roles-without-written-password",
]);

describe.each(schemaCases.filter(({ rule }) => !ofFiles.has(rule)))(
  "$rule",
  ({ rule, broken, harmless }) => {
    test(`finds: ${broken}`, async () => {
      expect(await outcomeAfter(broken, rule)).toBe("violation");
    });
    test(`finds nothing in: ${harmless}`, async () => {
      expect(await outcomeAfter(harmless, rule)).toBe("passed");
    });
  },
);
