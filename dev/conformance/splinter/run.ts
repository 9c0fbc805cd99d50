import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "@seaworthy/core/errors";
import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { rules } from "@seaworthy/readiness/rules/table";
import { goodSchema, schemaCases } from "@seaworthy/readiness/testing/cases/schema";
import postgres from "postgres";
import { figuresOf, type Outcome } from "../figures.ts";
import type { SuiteRun } from "../suite.ts";
import { differences } from "./differences.ts";

/**
 * https://github.com/supabase/splinter, the linter behind Supabase's advisors, on the local
 * PostgreSQL: the cases of our lints that name one of its lints as their source. It must find each
 * planted breakage that ours finds, and nothing in what ours calls harmless.
 */
export const run: SuiteRun = async (path) => {
  if (path === undefined) return undefined;
  const cloud = await startTestCloud({ vendors: [createSupabase] });
  const sql = postgres(await createProject(cloud), { max: 1, prepare: false, onnotice: () => {} });
  try {
    await sql.unsafe(`${goodSchema}; create schema lint;`);
    const outcomes: Outcome[] = [];
    for (const { rule, broken, harmless } of schemaCases) {
      const lint = lintOf(rule, path);
      if (lint === undefined) continue;
      for (const [what, statements] of Object.entries({ broken, harmless })) {
        const failure = await failureOf(what === "broken", findings(sql, lint, statements));
        outcomes.push({ id: `${rule}, ${what}: ${statements}`, failure });
      }
    }
    return figuresOf(outcomes, differences);
  } finally {
    await sql.end();
    await cloud.close();
  }
};

async function failureOf(broken: boolean, found: Promise<number>): Promise<string | undefined> {
  try {
    const count = await found;
    return count > 0 === broken ? undefined : `${count} findings of splinter`;
  } catch (thrown) {
    if (!(thrown instanceof postgres.PostgresError)) throw thrown;
    return messageOf(thrown);
  }
}

interface Lint {
  readonly name: string;
  /** Creates a view with the findings. */
  readonly definition: string;
}

/** The lint that is the source of our rule. */
function lintOf(rule: string, path: string): Lint | undefined {
  const source = rules.find(({ id }) => id === rule)?.source ?? "";
  const [, name] = /[?]lint=(\w+)$/.exec(source) ?? [];
  const file = join(path, "lints", `${name}.sql`);
  if (name === undefined || !existsSync(file)) return undefined;
  return { name, definition: readFileSync(file, "utf8") };
}

/** How many findings the statements add; they are rolled back. */
async function findings(sql: postgres.Sql, lint: Lint, statements: string): Promise<number> {
  const count = async () => {
    const [row] = await sql.unsafe(`select count(*)::int as found from lint."${lint.name}"`);
    return Number(row?.found);
  };
  await sql.unsafe("begin; set local search_path = ''; set local pgrst.db_schemas = 'public'");
  try {
    await sql.unsafe(lint.definition);
    const before = await count();
    await sql.unsafe(`reset search_path; ${statements}`);
    await sql.unsafe("set local search_path = ''");
    return (await count()) - before;
  } finally {
    await sql.unsafe("rollback; reset search_path");
  }
}

/** A project of the local Supabase; returns its database's URL. */
async function createProject(cloud: TestCloud): Promise<string> {
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const project = {
    name: "splinter",
    db_pass: "postgres-password",
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", project)).body as { ref: string };
  const { database } = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  return `postgres://postgres:postgres-password@${database.host}/postgres`;
}
