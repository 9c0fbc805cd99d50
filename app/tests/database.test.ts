import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import {
  anonymous,
  type Database,
  openDatabase,
  type Sql,
  service,
} from "@seaworthy/platform/database/database";
import { createMetricsBuffer } from "@seaworthy/platform/metrics/metrics";
import { createLogger } from "@seaworthy/platform/observability/logger";
import { startDeadline } from "@seaworthy/platform/request/deadline";
import { type FaultyProxy, startFaultyProxy } from "@seaworthy/platform/testing/tcp-proxy";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "../testing/database.ts";

let cloud: TestCloud;
let made: Awaited<ReturnType<typeof createDatabase>>;
let proxy: FaultyProxy;
let opened: Database[] = [];

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  made = await createDatabase(cloud);
  await made.admin`create table written (id bigint generated always as identity primary key,
    event text not null, occurred_at timestamptz not null default now())`;
  await made.admin`grant select, insert on written to service_role`;
  proxy = await startFaultyProxy(Number(new URL(made.workerUrl).port));
});
afterAll(async () => {
  await proxy?.close();
  await made?.admin.end();
  await cloud?.close();
});
beforeEach(() => made.admin`delete from written`);
afterEach(async () => {
  await proxy.set({ kind: "none" });
  await Promise.all(opened.map((database) => database.close()));
  opened = [];
  // The proxy notices an ended socket a moment later.
  await expect.poll(() => proxy.connections()).toBe(0);
});

/** As in a request, through the proxy. */
function database(budgetMs = 30_000): Database {
  const url = new URL(made.workerUrl);
  url.port = String(proxy.port);
  const clock = { now: () => Date.now() };
  const one = openDatabase({
    bindings: {
      HYPERDRIVE: { connectionString: url.href } as never,
      STATEMENT_TIMEOUT_MS: 5_000,
      DATABASE_CONNECT_TIMEOUT_MS: 2_000,
    },
    deadline: startDeadline(clock, budgetMs),
    log: createLogger(() => {}, clock),
    metrics: createMetricsBuffer(),
    clock,
  });
  opened.push(one);
  return one;
}

const insert = (sql: Sql) => sql`insert into written (event) values ('tested')`;
const stored = async () =>
  Number((await made.admin`select count(*) as count from written`)[0]?.count);

/** Work that fails with that SQLSTATE the first times, and counts its runs. */
function failing(sqlState: string, times: number) {
  const work = {
    runs: 0,
    run: async (sql: Sql) => {
      work.runs++;
      await insert(sql);
      if (work.runs <= times)
        await sql.unsafe(`do $$ begin raise exception using errcode = '${sqlState}'; end $$`);
      return work.runs;
    },
  };
  return work;
}

describe("a transaction", () => {
  it.each(["40001", "40P01", "57P01"])(
    "is retried after SQLSTATE %s, and leaves nothing from the first attempt",
    async (sqlState) => {
      const work = failing(sqlState, 1);
      expect(await database().as(service, work.run)).toBe(2);
      expect(await stored()).toBe(1);
    },
  );

  it("is attempted at most three times", async () => {
    const work = failing("40001", 9);
    await expect(database().as(service, work.run)).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
    });
    expect([work.runs, await stored()]).toEqual([3, 0]);
  });

  it.each([
    ["23505", "CONFLICT"],
    ["57014", "DATABASE_TIMEOUT"],
    ["42501", "FORBIDDEN"],
  ])("is not retried after SQLSTATE %s", async (sqlState, code) => {
    const work = failing(sqlState, 1);
    await expect(database().as(service, work.run)).rejects.toMatchObject({ code });
    expect([work.runs, await stored()]).toEqual([1, 0]);
  });

  it("that ignores an error does not succeed", async () => {
    const careless = database().as(service, async (sql) => {
      await insert(sql);
      await sql`select 1 / 0`.catch(() => undefined);
    });
    await expect(careless).rejects.toMatchObject({ code: "UNPROCESSABLE" });
    expect(await stored()).toBe(0);
  });

  it("runs its queries in order on one connection, even if started concurrently", async () => {
    const one = database();
    await Promise.all(Array.from({ length: 10 }, () => one.as(service, insert)));
    expect([await stored(), proxy.connections()]).toEqual([10, 1]);
  });
});

describe("a COMMIT whose response is lost", () => {
  it("is not retried for a write: it may have succeeded, and here it did", async () => {
    await proxy.set({ kind: "lost", text: "commit" });
    await expect(database().as(service, insert)).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
    });
    expect(await stored()).toBe(1);
  });

  it("is retried for an idempotent write", async () => {
    await proxy.set({ kind: "lost", text: "commit" });
    let runs = 0;
    const row = { id: 7, occurredAt: new Date() };
    const done = await database().as(
      service,
      async (sql) => {
        if (++runs > 1) await proxy.set({ kind: "none" });
        return sql`insert into written (id, event, occurred_at) overriding system value
          values (${row.id}, 'tested', ${row.occurredAt}) on conflict do nothing`;
      },
      { idempotent: true },
    );
    expect([runs, done.count, await stored()]).toEqual([2, 0, 1]);
  });
});

describe("a deadline", () => {
  it("shortens the statement timeout", async () => {
    const work = database(800).read(anonymous, (sql) => sql`select pg_sleep(60)`);
    await expect(work).rejects.toMatchObject({
      code: expect.stringMatching(/^(DATABASE_TIMEOUT|DEADLINE_EXCEEDED|DATABASE_UNAVAILABLE)$/),
    });
  });

  it("that has passed lets nothing begin", async () => {
    let begun = false;
    const late = database(0).read(anonymous, async () => {
      begun = true;
    });
    await expect(late).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", status: 504 });
    expect([begun, proxy.connections()]).toEqual([false, 0]);
  });
});

it("a read-only transaction cannot write", async () => {
  await expect(database().read(service, insert)).rejects.toMatchObject({ code: "INTERNAL" });
  expect(await stored()).toBe(0);
});
