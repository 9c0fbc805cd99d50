import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { type Database, type DatabaseSpec, openDatabase } from "./database.ts";

const spec: DatabaseSpec = {
  ref: "seaworthydatabasetest",
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

let cloud: TestCloud;
let database: Database;
let sql: postgres.Sql;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [] });
  database = await openDatabase(cloud.context, spec.ref, spec.passwords, { drainTimeoutMs: 300 });
  await database.start(spec);
  sql = connect("postgres", spec.passwords.postgres);
});

afterAll(async () => {
  await sql?.end();
  await database?.stop();
  await cloud.close();
});

function connect(
  user: string,
  password: string,
  port = database.ports.direct,
  name = "postgres",
): postgres.Sql {
  return postgres({
    host: "127.0.0.1",
    port,
    user,
    password,
    database: name,
    max: 1,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
  });
}

/** As the app does it: sets a role and the request's claims for one transaction. */
function asRole<T extends postgres.Row[]>(role: string, claims: unknown, text: string): Promise<T> {
  return sql.begin(async (transaction) => {
    await transaction.unsafe(`set local role ${role}`);
    await transaction`select set_config('request.jwt.claims', ${claims === null ? "" : JSON.stringify(claims)}, true)`;
    return [...(await transaction.unsafe(text))] as unknown as T;
  }) as Promise<T>;
}

describe("a migration written for Supabase", () => {
  const alice = "11111111-1111-4111-8111-111111111111";
  const bob = "22222222-2222-4222-8222-222222222222";

  it("runs as postgres: extensions, a table referencing auth.users, policies with auth.uid(), realtime", async () => {
    await sql.unsafe(`
      create extension if not exists "uuid-ossp" with schema extensions;
      create extension if not exists citext;
      create table public.posts (
        id uuid primary key default gen_random_uuid(),
        author uuid not null references auth.users (id) on delete cascade,
        body citext not null
      );
      alter table public.posts enable row level security;
      create policy "own posts" on public.posts for all to authenticated using ((select auth.uid()) = author) with check (auth.uid() = author);
      create policy "everybody reads" on public.posts for select to anon using (true);
      alter publication supabase_realtime add table public.posts;
      insert into auth.users (id, email) values ('${alice}', 'alice@example.com'), ('${bob}', 'bob@example.com');
    `);
  });

  it("has policies that decide by the request's claims", async () => {
    const claims = { sub: alice, role: "authenticated", email: "alice@example.com" };
    await asRole(
      "authenticated",
      claims,
      `insert into posts (author, body) values (auth.uid(), 'hello')`,
    );
    await expect(
      asRole(
        "authenticated",
        claims,
        `insert into posts (author, body) values ('${bob}', 'forged')`,
      ),
    ).rejects.toThrow(/row-level security/);
    expect(await asRole("authenticated", { sub: bob }, "select * from posts")).toEqual([]);
    expect(await asRole("anon", null, "select body from posts")).toEqual([{ body: "hello" }]);
    expect(
      await asRole("service_role", null, "update posts set body = 'changed' returning body"),
    ).toEqual([{ body: "changed" }]);
    await expect(asRole("anon", null, "select * from auth.users")).rejects.toThrow(
      /permission denied/,
    );
  });

  it("reads the claims with auth.jwt(), auth.uid(), auth.role() and auth.email()", async () => {
    const claims = {
      sub: alice,
      role: "authenticated",
      email: "alice@example.com",
      app_metadata: { plan: "pro" },
    };
    const text =
      "select auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() -> 'app_metadata' ->> 'plan' as plan";
    expect(await asRole("authenticated", claims, text)).toEqual([
      { uid: alice, role: "authenticated", email: "alice@example.com", plan: "pro" },
    ]);
    expect(await asRole("anon", null, text)).toEqual([
      { uid: null, role: null, email: null, plan: null },
    ]);
  });
});

describe("roles", () => {
  it("are as on Supabase: postgres is not a superuser, service_role bypasses row-level security, authenticator switches", async () => {
    const rows =
      await sql`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin from pg_roles
      where rolname in ('postgres', 'anon', 'authenticated', 'service_role', 'authenticator') order by rolname`;
    const shape = (name: string, bypass: boolean, create: boolean, login: boolean) => ({
      rolname: name,
      rolsuper: false,
      rolbypassrls: bypass,
      rolcreaterole: create,
      rolcanlogin: login,
    });
    expect([...rows]).toEqual([
      shape("anon", false, false, false),
      shape("authenticated", false, false, false),
      shape("authenticator", false, false, true),
      shape("postgres", true, true, true),
      shape("service_role", true, false, false),
    ]);
  });

  it("let postgres create login roles that may become anon, and not read the roles' secrets", async () => {
    await sql`create role worker login password 'worker-password' noinherit`;
    await sql`grant anon, authenticated, service_role to worker`;
    const worker = connect(`worker.${spec.ref}`, "worker-password", database.ports.pooler);
    expect(
      [
        ...(await worker.begin((transaction) =>
          transaction.unsafe("set local role anon; select current_user as who"),
        )),
      ].at(-1),
    ).toEqual([{ who: "anon" }]);
    await worker.end();
    await expect(sql`select * from pgbouncer.get_auth('postgres')`).rejects.toThrow(
      /permission denied/,
    );
    await expect(sql`alter system set work_mem = '1GB'`).rejects.toThrow(/permission denied/);
  });

  it("do not let the superuser in through the pooler", async () => {
    const superuser = connect(
      `supabase_admin.${spec.ref}`,
      spec.passwords.superuser,
      database.ports.pooler,
    );
    await expect(superuser`select 1`).rejects.toThrow();
    await superuser.end();
  });

  it("of the pooler's console are read-only except for the admin", async () => {
    const stats = connect(
      "pgbouncer_stats",
      spec.passwords.poolerStats,
      database.ports.pgbouncer,
      "pgbouncer",
    );
    expect([...(await stats.unsafe("SHOW POOLS"))].length).toBeGreaterThan(0);
    await expect(stats.unsafe("PAUSE")).rejects.toThrow(/admin/);
    await stats.end();
  });
});

describe("a restart for new settings", () => {
  const maxConnections = async () => {
    const fresh = connect("postgres", spec.passwords.postgres);
    const [row] = await fresh.unsafe("show max_connections");
    await fresh.end();
    return row?.max_connections;
  };

  it("waits for a transaction in progress, and lets it finish", async () => {
    const client = connect(`postgres.${spec.ref}`, spec.passwords.postgres, database.ports.pooler);
    const slow = client.unsafe("select pg_sleep(0.1), 'done' as state");
    await slow.execute();
    await database.applySettings({
      before: {},
      after: { max_connections: 44 },
      mayRestart: true,
      isTlsRequired: false,
    });
    expect(await slow).toMatchObject([{ state: "done" }]);
    expect(await maxConnections()).toBe("44");
    await client.end();
  });

  it("does not wait forever for one that does not end, and the pooler serves again", async () => {
    const client = connect(`postgres.${spec.ref}`, spec.passwords.postgres, database.ports.pooler);
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const endless = client.begin(async (transaction) => {
      await transaction`select 1`;
      begun();
      await new Promise(() => {});
    });
    await started;
    const applied = database.applySettings({
      before: { max_connections: 44 },
      after: { max_connections: 45 },
      mayRestart: true,
      isTlsRequired: false,
    });
    await expect(endless).rejects.toThrow();
    await applied;
    expect(await maxConnections()).toBe("45");
    await client.end({ timeout: 1 });
    expect(await database.health(spec.passwords.postgres)).toEqual({
      server: true,
      postgresLogin: true,
      pooler: true,
    });
  });

  it("continues if the pooler is killed meanwhile, and has both at the end", async () => {
    const pooler = cloud.context.processes
      .running()
      .find(({ name }) => name.startsWith("pgbouncer-"));
    process.kill(pooler?.pid ?? 0, "SIGKILL");
    await database.applySettings({
      before: { max_connections: 45 },
      after: { max_connections: 46 },
      mayRestart: true,
      isTlsRequired: false,
    });
    expect(await maxConnections()).toBe("46");
    await vi.waitUntil(async () => (await database.health(spec.passwords.postgres)).pooler, {
      timeout: 20_000,
      interval: 50,
    });
  });
});

describe("secrets", () => {
  it("are in no log, no argument list, and no file that others can read", async () => {
    await expect(
      sql.unsafe("create role twice login password 'typed-password'; create role twice"),
    ).rejects.toThrow(/already exists/);
    const logs = join(cloud.directory, "logs");
    const texts = readdirSync(logs).map((file) => readFileSync(join(logs, file), "utf8"));
    expect(texts.join("")).toContain("already exists");
    const running = cloud.context.processes.running();
    const commands = await Promise.all(
      running.map(({ pid }) =>
        cloud.context.processes.run("ps", ["-ww", "-o", "args=", "-p", String(pid)]),
      ),
    );
    expect(running).toHaveLength(2);
    for (const secret of [...Object.values(spec.passwords), "typed-password"]) {
      expect([...texts, ...commands].filter((text) => text.includes(secret))).toEqual([]);
    }
    const pooler = join(cloud.context.dataDirectory, "database", spec.ref, "pooler");
    const files = readdirSync(pooler);
    expect(files).toContain("pgbouncer.ini");
    for (const file of files) expect(statSync(join(pooler, file)).mode & 0o077).toBe(0);
  });
});
