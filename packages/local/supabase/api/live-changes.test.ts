import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";
import {
  connect,
  createTestProject,
  officialClient,
  portsOf,
  query,
  type TestLogin,
} from "./testing.ts";

const clientCount = 50;

let cloud: TestCloud;
let ref: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  ref = await createTestProject(cloud);
});

afterAll(() => cloud.close());

/** Clients that query continuously, one connection each, until stopped. */
function startClients(login: TestLogin) {
  const done = Array.from({ length: clientCount }, () => 0);
  const errors: unknown[] = [];
  const stop = new AbortController();
  const runs = done.map(async (_none, index) => {
    const sql = connect(login, 1);
    while (!stop.signal.aborted) {
      await sql
        .begin((transaction) => transaction`select ${index}::int, pg_sleep(0.001)`)
        .catch((thrown: unknown) => errors.push(thrown));
      done[index] = (done[index] ?? 0) + 1;
    }
    await sql.end();
  });
  return {
    errors,
    /**
     * Resolves when every client has received at least two more results: one may have been in
     * flight.
     */
    everyoneAnswered: async () => {
      const before = [...done];
      await vi.waitUntil(() => done.every((count, index) => count >= (before[index] ?? 0) + 2), {
        timeout: 30_000,
        interval: 10,
      });
    },
    stop: async () => {
      stop.abort();
      await Promise.all(runs);
    },
  };
}

async function console(what: string): Promise<Record<string, unknown>[]> {
  const described = (await createdDescription()) as { secrets: { poolerConsoleUrl: string } };
  const url = new URL(described.secrets.poolerConsoleUrl);
  return query(
    { port: Number(url.port), user: url.username, password: url.password, database: "pgbouncer" },
    `SHOW ${what}`,
  );
}

async function createdDescription(): Promise<unknown> {
  const response = await fetch(`${cloud.context.controlUrl}/cloud/status`, {
    headers: { authorization: `Bearer ${cloud.tokens.admin}` },
  });
  const status = (await response.json()) as { vendors: { supabase: { projects: unknown[] } } };
  return status.vendors.supabase.projects[0];
}

it("changes pool size, pool mode and max_connections without an error for 50 clients", async () => {
  const client = officialClient(cloud);
  const { direct, pooler } = await portsOf(cloud, ref);
  await query({ port: direct }, "create role app_worker login password 'worker'");
  const clients = startClients({ port: pooler, user: `app_worker.${ref}`, password: "worker" });
  await clients.everyoneAnswered();

  const poolOf = async () =>
    (await console("POOLS")).find(
      (row) => row.database === "postgres" && row.user === "app_worker",
    );
  const sizeOf = async () =>
    (await console("DATABASES")).find((row) => row.name === "postgres")?.pool_size;
  expect([await sizeOf(), (await poolOf())?.pool_mode]).toEqual([15, "transaction"]);

  await client.updatePoolerConfig(ref, { default_pool_size: 20 });
  await clients.everyoneAnswered();
  expect(await sizeOf()).toBe(20);

  await client.updatePostgresConfig(ref, { max_connections: 120 });
  await clients.everyoneAnswered();
  expect(await query({ port: direct }, "show max_connections")).toEqual([
    { max_connections: "120" },
  ]);

  // Each session keeps a server connection, so the pool must fit all clients.
  await client.updatePoolerConfig(ref, { default_pool_size: 60, pool_mode: "session" });
  await clients.everyoneAnswered();
  expect([await sizeOf(), (await poolOf())?.pool_mode]).toEqual([60, "session"]);

  await client.updatePoolerConfig(ref, { default_pool_size: 10, pool_mode: "transaction" });
  await clients.everyoneAnswered();
  expect([await sizeOf(), (await poolOf())?.pool_mode]).toEqual([10, "transaction"]);

  await client.updatePostgresConfig(ref, { max_connections: 90, statement_timeout: "5s" });
  await clients.everyoneAnswered();
  expect(
    await query(
      { port: pooler, user: `app_worker.${ref}`, password: "worker" },
      "show statement_timeout",
    ),
  ).toEqual([{ statement_timeout: "5s" }]);

  await clients.stop();
  expect(clients.errors).toEqual([]);
});
