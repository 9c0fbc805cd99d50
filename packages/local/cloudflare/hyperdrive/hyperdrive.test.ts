import { createVendorClient } from "@seaworthy/core/http";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSupabase } from "../../supabase/api/index.ts";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { type Hyperdrives, openHyperdrives } from "./index.ts";

let cloud: TestCloud;
let origin: string;
let directOrigin: string;
let hyperdrives: Hyperdrives;
let limited: Hyperdrives;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const db_pass = "a password: with / marks @ it";
  const body = {
    name: "hyperdrive",
    db_pass,
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", body)).body as { ref: string };
  const [pooler] = (await supabase.request("GET", `/v1/projects/${ref}/config/database/pooler`))
    .body as { db_port: number }[];
  origin = `postgres://postgres.${ref}:${encodeURIComponent(db_pass)}@127.0.0.1:${pooler?.db_port}/postgres`;
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  directOrigin = `postgres://postgres:${encodeURIComponent(db_pass)}@${project.database.host}/postgres`;
  hyperdrives = openHyperdrives();
  limited = openHyperdrives();
});
afterAll(async () => {
  await hyperdrives?.close();
  await limited?.close();
  await cloud?.close();
});

/** A client such as a Worker uses for one request. */
async function withClient<T>(work: (sql: postgres.Sql) => Promise<T>, url?: string): Promise<T> {
  const sql = postgres(url ?? (await hyperdrives.urlOf(origin)), {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: 5,
    onnotice: () => {},
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const backend = (sql: postgres.Sql) => sql<{ pid: number }[]>`select pg_backend_pid() as pid`;

test("passes queries through, including parameters, errors and large results", async () => {
  await withClient(async (sql) => {
    const text = "x".repeat(200_000);
    expect((await sql`select ${text}::text as text, generate_series(1, 20) as n`).at(-1)).toEqual({
      text,
      n: 20,
    });
    await expect(sql`select 1 / ${0}::int`).rejects.toMatchObject({ code: "22012" });
    expect(
      await Promise.all([1, 2, 3].map(async (n) => (await sql`select ${n}::int as n`)[0]?.n)),
    ).toEqual([1, 2, 3]);
  });
});

test("gives successive clients the same logged-in connection", async () => {
  const pids = new Set<number>();
  for (let client = 0; client < 10; client++) pids.add((await withClient(backend))[0]?.pid ?? 0);
  expect(pids.size).toBe(1);
});

test("never reuses a connection left in a transaction, or in the middle of a result", async () => {
  const url = await hyperdrives.urlOf(origin);
  const leaving = postgres(url, { max: 1, prepare: false, fetch_types: false });
  await leaving`select 1`;
  const session = await leaving.reserve();
  await session`begin`;
  await session`create temporary table left_behind (id int)`;
  const slow = withClient((sql) => sql`select pg_sleep(60)`, url).catch(
    (thrown: unknown) => thrown,
  );
  session.release();
  await leaving.end({ timeout: 0 });
  for (let client = 0; client < 3; client++) {
    const [found] = await withClient(
      (sql) =>
        sql`select to_regclass('left_behind') as left_behind, pg_current_xact_id_if_assigned() is null as fresh`,
    );
    expect(found).toEqual({ left_behind: null, fresh: true });
  }
  for (const { pid, name } of cloud.context.processes.running())
    if (name.startsWith("pgbouncer")) process.kill(pid, "SIGKILL");
  expect(await slow).toMatchObject({ code: expect.stringMatching(/CONNECTION|57P01|08/) });
});

test("opens as many connections as the limit allows, and queues the other clients", async () => {
  const url = await limited.urlOf(origin, 5);
  const readers = Array.from({ length: 300 }, () =>
    withClient(
      (sql) => Promise.all([backend(sql), sql`select pg_sleep(0.002)`, backend(sql)]),
      url,
    ),
  );
  const answers = await Promise.all(readers);
  const pids = new Set(answers.flatMap(([first, , last]) => [first?.[0]?.pid, last?.[0]?.pid]));
  expect(answers).toHaveLength(300);
  expect(pids.size).toBeLessThanOrEqual(5);
});

test("lends a connection per transaction, not per client", async () => {
  const url = await limited.urlOf(origin.replace(/postgres$/, "postgres?application_name=idle"), 5);
  const clients = Array.from({ length: 20 }, () =>
    postgres(url, { max: 1, prepare: false, fetch_types: false }),
  );
  for (const sql of clients) expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  const totals = clients.map((sql, index) =>
    sql.begin(async (transaction) => {
      await transaction`select set_config('test.mine', ${String(index)}, true)`;
      return (await transaction`select current_setting('test.mine') as mine`)[0]?.mine;
    }),
  );
  expect(await Promise.all(totals)).toEqual(clients.map((_sql, index) => String(index)));
  await Promise.all(clients.map((sql) => sql.end()));
});

test("keeps one client's session settings from the next", async () => {
  const url = await limited.urlOf(directOrigin, 5);
  await withClient(async (sql) => {
    await sql`set work_mem = '3MB'`;
    expect(await sql`show work_mem`).toEqual([{ work_mem: "3MB" }]);
  }, url);
  expect(await withClient((sql) => sql`show work_mem`, url)).toEqual([{ work_mem: "4MB" }]);
});

test("reports that the origin is down, and recovers by itself", async () => {
  await expect
    .poll(
      () =>
        withClient((sql) => sql`select 1`).then(
          () => "back",
          () => "away",
        ),
      { timeout: 10_000 },
    )
    .toBe("back");
  const nowhere = await hyperdrives.urlOf("postgres://postgres:secret@127.0.0.1:9/postgres");
  await expect(withClient((sql) => sql`select 1`, nowhere)).rejects.toMatchObject({
    code: "08006",
  });
});

test("requires the origin's password", async () => {
  const url = new URL(await hyperdrives.urlOf(origin));
  url.password = "guessed";
  await expect(withClient((sql) => sql`select 1`, url.href)).rejects.toMatchObject({
    code: "28P01",
  });
});
