import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { rules } from "../rules/table.ts";
import { migrationSafetyCases } from "../testing/cases/migration-safety.ts";
import { goodSchema, schemaCases } from "../testing/cases/schema.ts";
import { planned } from "../testing/planned.ts";
import { readDatabase } from "./catalog/read-catalog.ts";

/** The lints of migrations, on the catalog of a real PostgreSQL. */
let cloud: TestCloud;
let sql: postgres.Sql;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const project = {
    name: "live",
    db_pass: "postgres-password",
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", project)).body as { ref: string };
  const { database } = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  const url = `postgres://postgres:postgres-password@${database.host}/postgres`;
  sql = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  await sql.unsafe(goodSchema);
}, 180_000);

afterAll(async () => {
  await sql?.end();
  await cloud?.close();
});

const declared = [
  planned("migrations", { directory: "app/migrations", checksum: "0".repeat(64) }),
  planned("supabaseSettings", { api: '{"db_schema":"public,graphql_public,pgmq_public"}' }),
];

/** The outcome of one lint after statements, which are then rolled back. */
async function outcomeAfter(statements: string, id: string) {
  await sql.unsafe("begin");
  try {
    await sql.unsafe(statements);
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
