import { defined } from "@seaworthy/core/defined";
import { claimJobs } from "@seaworthy/platform/jobs/jobs-lease";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startChores } from "../../testing/jobs/chores.ts";
import { operatorToken, type TestStack } from "../../testing/stack.ts";
import type { TestWorker } from "../../testing/worker.ts";

let stack: TestStack;
let worker: TestWorker;
beforeAll(async () => {
  stack = await startChores();
  worker = stack.worker;
});
afterAll(() => stack?.close());
beforeEach(async () => {
  await stack.admin`update jobs set status = 'done', done_at = now(), lease_token = null,
    lease_until = null where status <> 'done'`;
  await stack.admin`truncate chore_runs, chore_releases, jobs`;
});

const enqueue = (body: object) =>
  worker.fetch("/rest/chores", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const operate = (path: string, body?: object) =>
  worker.fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
    ...defined({ body: JSON.stringify(body) }),
  });
const minute = () => worker.runCron("* * * * *");
/** Inserted directly, so that nothing is woken. */
const insert = (keys: readonly string[], more: { kind?: string; tenant?: string; end?: string }) =>
  stack.admin`insert into jobs (kind, key, tenant, payload, max_attempts)
    select ${more.kind ?? "chore.do"}, k, ${more.tenant ?? ""},
      jsonb_build_object('end', ${more.end ?? "done"}::text), 3 from unnest(${[...keys]}::text[]) k`;
const jobs = async () => [
  ...(await stack.admin`select key, status, attempts, error_code from jobs order by key`),
];
const runs = async () => [
  ...(await stack.admin`select key, attempt from chore_runs order by key, attempt`),
];
const ended = () =>
  until("no job that is alive", async () =>
    (await jobs()).every(({ status }) => status === "done"),
  );

it("runs once, after the commit, without waiting for the cron", async () => {
  expect((await enqueue({ keys: ["a", "b"] })).status).toBe(202);
  await ended();
  expect(await runs()).toEqual([
    { key: "a", attempt: 1 },
    { key: "b", attempt: 1 },
  ]);
});

it("does not exist if the transaction is rolled back", async () => {
  expect((await enqueue({ keys: ["a"], rollBack: true })).status).toBe(409);
  expect(await minute()).toBe("ok");
  expect(await jobs()).toEqual([]);
});

it("is added once while it is active, and again afterwards", async () => {
  await insert(["a"], {});
  expect(await (await enqueue({ keys: ["a"], kind: "chore.do" })).json()).toEqual({ added: 0 });
  await ended();
  expect(await (await enqueue({ keys: ["a"] })).json()).toEqual({ added: 1 });
  await ended();
  expect((await runs()).map(({ key }) => key)).toEqual(["a", "a"]);
});

it("a lost wake-up delays a job by a minute and loses none; kinds that run too long for a wake-up wait for the cron", async () => {
  await insert(["a"], {});
  await enqueue({ keys: ["long"], kind: "chore.long" });
  await until("the other job", async () => (await jobs())[0]?.status === "done");
  expect(await jobs()).toMatchObject([{ status: "done" }, { key: "long", status: "queued" }]);
  expect(await minute()).toBe("ok");
  expect(await jobs()).toMatchObject([{ status: "done" }, { status: "done" }]);
});

it("is woken through a queue where one is bound, and does not wait for the cron then, however long it may take", async () => {
  const queued = await stack.startWorker({ JOBS_QUEUE: "wake-ups" });
  const body = JSON.stringify({ keys: ["long"], kind: "chore.long" });
  const headers = { "content-type": "application/json" };
  const response = await queued.fetch("/rest/chores", { method: "POST", headers, body });
  expect(response.status).toBe(202);
  await ended();
  expect(await runs()).toEqual([{ key: "long", attempt: 1 }]);
});

it("waits longer after each failure, with jitter, and is dead after its last attempt", async () => {
  await insert(["a"], { end: "throw" });
  for (const attempt of [1, 2]) {
    await minute();
    const [row] = await stack.admin`select status, attempts, error_code,
      extract(epoch from run_at - now())::float8 as wait from jobs`;
    expect(row).toMatchObject({ status: "queued", attempts: attempt, error_code: "INTERNAL" });
    expect(row?.wait).toBeGreaterThan(-5);
    expect(row?.wait).toBeLessThanOrEqual(5 * 2 ** (attempt - 1));
    await minute();
    await stack.admin`update jobs set run_at = now()`;
  }
  await minute();
  expect(await jobs()).toMatchObject([{ status: "dead", attempts: 3, error_code: "INTERNAL" }]);
  await until("its line", () => worker.logs().some((line) => line.event === "job.dead"));
  expect(JSON.stringify(await jobs())).not.toContain("made by the test");
});

it("Retry-After wins, and a permanent failure or an invalid payload is dead at once", async () => {
  await insert(["later"], { end: "later" });
  await insert(["refused"], { end: "dead" });
  await insert(["wrong"], { end: "no such end" });
  await minute();
  expect(await jobs()).toMatchObject([
    { key: "later", status: "queued", error_code: "BUSY" },
    { key: "refused", status: "dead", attempts: 1, error_code: "REFUSED" },
    { key: "wrong", status: "dead", attempts: 1, error_code: "PAYLOAD_INVALID" },
  ]);
  const [row] = await stack.admin`select extract(epoch from run_at - now())::float8 as wait
    from jobs where key = 'later'`;
  expect(row?.wait).toBeGreaterThan(60);
  expect(row?.wait).toBeLessThanOrEqual(90);
});

it("operators see dead jobs without payloads and replay them, one or all of a kind", async () => {
  await insert(["a", "b", "c"], { end: "dead" });
  await minute();
  expect((await worker.fetch("/internal/jobs")).status).toBe(401);
  const listed = (await (await operate("/internal/jobs?status=dead&kind=chore.do")).json()) as {
    jobs: { id: string; key: string }[];
    kinds: unknown[];
  };
  expect(listed.jobs.map(({ key }) => key).sort()).toEqual(["a", "b", "c"]);
  expect(JSON.stringify(listed)).not.toContain("payload");
  expect(listed.kinds).toMatchObject([{ kind: "chore.do", dead: 3, queued: 0 }]);
  await stack.admin`update jobs set payload = '{}'`;
  const [first] = listed.jobs;
  expect((await operate(`/internal/jobs/${first?.id}/replay`, {})).status).toBe(200);
  expect((await operate(`/internal/jobs/${crypto.randomUUID()}/replay`, {})).status).toBe(404);
  expect(await (await operate("/internal/jobs/replay", { kind: "chore.do" })).json()).toEqual({
    replayed: 2,
  });
  await ended();
});

it("takes turns among tenants within the limits of a kind and of a tenant", async () => {
  await insert(["a1", "a2", "a3", "a4", "a5"], { tenant: "a" });
  await insert(["b1"], { tenant: "b" });
  const claim = (kind = { kind: "chore.do", at_once: 4, at_once_per_tenant: 2, lease_ms: 3000 }) =>
    stack.admin`select key from claim_jobs(${JSON.stringify([kind])}::text::jsonb, 10) order by key`;
  expect((await claim()).map(({ key }) => key)).toEqual(["a1", "a2", "b1"]);
  expect(await claim()).toHaveLength(0);
  const wide = { kind: "chore.do", at_once: 4, at_once_per_tenant: 9, lease_ms: 3000 };
  expect(await claim(wide)).toHaveLength(1);
  expect(await claim(wide)).toHaveLength(0);
});

it("ten concurrent claims neither take a job twice nor exceed a limit", async () => {
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
  await insert(keys, {});
  const database = Array.from({ length: 5 }, () => stack.openDatabase());
  const complete = { atOnce: 25, atOncePerTenant: 25, leaseSeconds: 3 } as never;
  const claims = await Promise.all(
    [...database, ...database].map((one) => claimJobs(one, [["chore.do", complete]], 4)),
  );
  const taken = claims.flat().map(({ key }) => key);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken.length).toBe(25);
  await Promise.all(database.map((one) => one.close()));
});

it("keeps its lease while it runs; a worker that lost the lease drops the result and stops", async () => {
  await enqueue({ keys: ["a"], kind: "chore.wait" });
  await until("the run", async () => (await runs()).length === 1);
  const lease = async () => {
    const [row] = await stack.admin`select lease_token, lease_until from jobs`;
    return row as { lease_token: string; lease_until: Date };
  };
  const first = await lease();
  await until("a heartbeat", async () => (await lease()).lease_until > first.lease_until);
  expect((await lease()).lease_token).toBe(first.lease_token);
  // As if its lease had expired and another worker had taken it.
  const other = crypto.randomUUID();
  await stack.admin`update jobs set lease_token = ${other}, lease_until = now() + interval '1 hour'`;
  await until("the end of the first", async () => {
    const found = await stack.admin`select 1 from chore_runs where kind = 'aborted'`;
    return found.length === 1;
  });
  await until("its line", () => worker.logs().some((line) => line.event === "job.result_dropped"));
  expect((await lease()).lease_token).toBe(other);
});

it("a killed worker loses no job: another takes it when the lease expires", async () => {
  const doomed = await stack.startWorker();
  await doomed.fetch("/rest/chores", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ keys: ["a"], kind: "chore.wait" }),
  });
  await until("the run", async () => (await runs()).length === 1);
  await doomed.close();
  await minute();
  expect(await jobs()).toMatchObject([{ status: "running", attempts: 1 }]);
  await stack.admin`insert into chore_releases values ('a')`;
  await stack.admin`update jobs set lease_until = now() - interval '1 second'`;
  await minute();
  expect(await jobs()).toMatchObject([{ status: "done", attempts: 2 }]);
});

it("one that kills its worker each time ends up dead", async () => {
  await insert(["a"], {});
  await stack.admin`update jobs set status = 'running', attempts = 3,
    lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'`;
  await minute();
  expect(await jobs()).toMatchObject([{ status: "dead", error_code: "LEASE_LOST" }]);
});

it("a handler can complete its job in the transaction of its effects", async () => {
  await insert(["a"], { end: "complete" });
  await minute();
  expect(await jobs()).toMatchObject([{ status: "done" }]);
  expect(await runs()).toHaveLength(1);
});

it("many concurrent jobs all run, once each, within the limits", async () => {
  const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);
  await Promise.all(
    Array.from({ length: 12 }, (_, part) => enqueue({ keys: keys.slice(5 * part, 5 * part + 5) })),
  );
  await minute();
  await ended();
  expect((await runs()).map(({ key }) => key).sort()).toEqual([...keys].sort());
});

it("the daily cron deletes old finished jobs", async () => {
  await insert(["old", "new"], {});
  await insert(["old dead", "new dead"], {});
  const end = (key: string, status: string, days: number) =>
    stack.admin`update jobs set status = ${status},
      done_at = now() - make_interval(days => ${days}) where key = ${key}`;
  await end("old", "done", 8);
  await end("new", "done", 6);
  await end("old dead", "dead", 91);
  await end("new dead", "dead", 89);
  expect(await worker.runCron()).toBe("ok");
  expect((await jobs()).map(({ key }) => key)).toEqual(["new", "new dead"]);
});
