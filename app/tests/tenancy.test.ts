import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import {
  anonymous,
  type Database,
  type Identity,
  openDatabase,
} from "@seaworthy/platform/database/database";
import { createMetricsBuffer } from "@seaworthy/platform/metrics/metrics";
import { createLogger } from "@seaworthy/platform/observability/logger";
import { startDeadline } from "@seaworthy/platform/request/deadline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../testing/database.ts";
import { merged, readTenancy } from "../testing/tenancy/read.ts";

const clock = { now: () => Date.now() };
const claims = (sub: string) => ({
  sub,
  role: "authenticated" as const,
  exp: Math.floor(Date.now() / 1000) + 600,
});
const owner = crypto.randomUUID();
const tenancy = await readTenancy();
const rows = merged(tenancy.map((one) => one.rows(owner)));
const stranger: Identity = { role: "authenticated", claims: claims(crypto.randomUUID()) };
const others: readonly [string, Identity][] = [
  ["another tenant", stranger],
  ["nobody in particular", anonymous],
];

/**
 * How to call each function that roles other than the service may call; none may return a row of
 * the owner's.
 */
const calls = merged(tenancy.map(({ functions = {} }) => functions));

let cloud: TestCloud;
let made: Awaited<ReturnType<typeof createDatabase>>;
let database: Database;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  made = await createDatabase(cloud);
  const bindings = {
    HYPERDRIVE: { connectionString: made.workerUrl } as never,
    STATEMENT_TIMEOUT_MS: 5_000,
    DATABASE_CONNECT_TIMEOUT_MS: 2_000,
  };
  const log = createLogger(() => {}, clock);
  database = openDatabase({
    bindings,
    deadline: startDeadline(clock, 600_000),
    log,
    metrics: createMetricsBuffer(),
    clock,
  });
  for (const { insert } of Object.values(rows)) await made.admin.unsafe(insert);
});
afterAll(async () => {
  await database?.close();
  await made?.admin.end();
  await cloud?.close();
});

/** Rows that the statement touches as that identity; 0 when the database forbids it. */
async function touched(identity: Identity, statement: string): Promise<number> {
  return database
    .as(identity, async (sql) => (await sql.unsafe(statement)).count)
    .catch((error: { code?: string }) => {
      expect(error.code).toBe("FORBIDDEN");
      return 0;
    });
}

async function names(query: string): Promise<string[]> {
  return (await made.admin.unsafe(query)).map((row) => String(Object.values(row)[0]));
}

describe("data that only the app may write", () => {
  it("is granted to no role of the Data API, in any table", async () => {
    const granted = await names(`
      select c.relname || ' ' || p.privilege || ' ' || r.role from pg_class c
      cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p(privilege)
      cross join unnest(array['anon', 'authenticated']) r(role)
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
        and (has_table_privilege(r.role, c.oid, p.privilege)
          or p.privilege in ('INSERT', 'UPDATE') and has_any_column_privilege(r.role, c.oid, p.privilege))`);
    expect(granted).toEqual([]);
  });
});

describe("a tenant's rows", () => {
  it("are covered for every existing table", async () => {
    const tables = await names(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')",
    );
    expect(tables.sort()).toEqual(Object.keys(rows).sort());
  });

  it.each(
    Object.keys(rows).flatMap((table) =>
      others.map(([who, identity]) => [table, who, identity] as const),
    ),
  )("in %s cannot be read, changed or deleted by %s", async (table, _who, identity) => {
    const { owned } = rows[table] ?? { owned: "" };
    expect(await touched(identity, `select * from ${table} where ${owned}`)).toBe(0);
    expect(
      await touched(identity, `select count(*) from ${table} where ${owned} having count(*) > 0`),
    ).toBe(0);
    // Views with counts, which cannot be written.
    if (owned.startsWith("queued") || owned.startsWith("requests")) return;
    expect(await touched(identity, `delete from ${table} where ${owned}`)).toBe(0);
    const [column] = owned.split(" ");
    expect(
      await touched(identity, `update ${table} set ${column} = ${column} where ${owned}`),
    ).toBe(0);
    expect(await names(`select 1 from ${table} where ${owned}`)).not.toHaveLength(0);
  });

  it.each(Object.entries(rows).filter(([, { insert }]) => insert !== "select 1"))(
    "cannot be inserted into %s in the owner's name",
    async (_table, { insert }) => {
      for (const [, identity] of others) {
        const written = database.as(identity, (sql) => sql.unsafe(insert));
        await expect(written).rejects.toMatchObject({ code: "FORBIDDEN" });
      }
    },
  );

  it.each(Object.entries(merged(tenancy.map(({ readable = {} }) => readable))))(
    "in %s: their owner can select %i of them",
    async (table, count) => {
      const itself: Identity = { role: "authenticated", claims: claims(owner) };
      const { owned } = rows[table] ?? { owned: "" };
      expect(await touched(itself, `select 1 from ${table} where ${owned}`)).toBe(count);
    },
  );
});

describe("functions", () => {
  it("that other roles than the service may call are all covered", async () => {
    const callable =
      await names(`select distinct proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where nspname in ('public', 'internal')
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))`);
    expect(callable.sort()).toEqual(Object.keys(calls).sort());
  });

  it.each(Object.entries(calls))("%s reveals nothing of another tenant", async (_name, call) => {
    const answers = await database.as(stranger, (sql) => sql.unsafe(call));
    expect(JSON.stringify([...answers])).not.toMatch(new RegExp(`${owner}|a secret|true`));
  });

  it("have a fixed search path; none that runs with its owner's rights is open to tenants", async () => {
    const loose =
      await names(`select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where nspname in ('public', 'internal') and not coalesce(proconfig::text like '%search_path=%', false)`);
    expect(loose).toEqual([]);
    const raised =
      await names(`select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where nspname in ('public', 'internal') and prosecdef
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))`);
    expect(raised).toEqual([]);
  });
});

describe("roles", () => {
  it("give the Worker's login no rights of its own", async () => {
    const rights =
      await names(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and (has_table_privilege('app_worker', oid, 'select, insert, update, delete, truncate, references, trigger'))`);
    expect(rights).toEqual([]);
  });

  it("end with the transaction, for the next client of the server connection too", async () => {
    await database.as({ role: "service_role" }, (sql) => sql`select 1`);
    const after = await database.as(
      anonymous,
      (sql) => sql<{ role: string; claims: string }[]>`
      select current_user::text as role, current_setting('request.jwt.claims', true) as claims`,
    );
    expect(after[0]).toEqual({ role: "anon", claims: '{"role":"anon"}' });
  });

  it("cannot be set by a token's claims, quotes included", async () => {
    const odd = {
      role: "authenticated" as const,
      claims: { ...claims(owner), sub: `x', true), set_config('role', 'service_role` },
    };
    const [answer] = await database.read(
      odd,
      (sql) => sql<{ role: string; sub: string }[]>`
      select current_user::text as role, current_setting('request.jwt.claims')::json->>'sub' as sub`,
    );
    expect(answer).toEqual({ role: "authenticated", sub: odd.claims.sub });
  });
});

describe("the schema", () => {
  it("forces row-level security on every table", async () => {
    const [unprotected] = await made.admin`
      select count(*)::int as count from (select tablename from pg_tables where schemaname = 'public' and rowsecurity = false) as unprotected`;
    expect(unprotected?.count).toBe(0);
    expect(
      await names(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relforcerowsecurity",
      ),
    ).toEqual([]);
  });

  it("evaluates the user once per statement, not per row, with one policy per role and action", async () => {
    const bare = await names(`select policyname from pg_policies where schemaname = 'public'
      and regexp_replace(coalesce(qual, '') || coalesce(with_check, ''), 'SELECT auth\\.[a-z]+\\(\\)', '', 'g') ~ 'auth\\.[a-z]+\\(\\)'`);
    expect(bare).toEqual([]);
    const doubled =
      await names(`select tablename || ' ' || role || ' ' || cmd from pg_policies, unnest(roles) role
      where schemaname = 'public' and permissive = 'PERMISSIVE' group by tablename, role, cmd having count(*) > 1`);
    expect(doubled).toEqual([]);
  });

  it("has an index for every foreign key, and no invalid index", async () => {
    const bare =
      await names(`select conrelid::regclass || ' ' || conname from pg_constraint c where contype = 'f' and connamespace = 'public'::regnamespace
      and not exists (select from pg_index i where i.indrelid = c.conrelid and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`);
    expect(bare).toEqual([]);
    expect(await names("select indexrelid::regclass from pg_index where not indisvalid")).toEqual(
      [],
    );
  });
});
