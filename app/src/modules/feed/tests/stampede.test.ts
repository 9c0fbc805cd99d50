import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Answer, gatherCrowd } from "../../../../testing/crowd.ts";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import type { TestWorker } from "../../../../testing/worker.ts";

/** `npm run test:long stampede` sets `STAMPEDE_REQUESTS=10000`; both tests use it. */
const requests = Number(process.env.STAMPEDE_REQUESTS ?? 10_000);
const requestsOfOrphans = Number(process.env.STAMPEDE_REQUESTS ?? 1_000);

/**
 * Crowd, Workers and services share this machine's processors: the timeouts are for hangs, not for
 * queueing.
 */
const patience = {
  REQUEST_TIMEOUT_MS: "120000",
  STATEMENT_TIMEOUT_MS: "60000",
  REDIS_TIMEOUT_MS: "60000",
  DATABASE_CONNECT_TIMEOUT_MS: "60000",
};

let stack: TestStack;
let workers: TestWorker[];
beforeAll(async () => {
  stack = await startStack(patience);
  workers = [stack.worker, ...(await Promise.all([1, 2, 3].map(() => stack.startWorker())))];
});
afterAll(() => stack?.close());

/** How often a page was read from the database, completed queries only. */
async function pagesRead(): Promise<number> {
  const [row] =
    await stack.admin`select coalesce(sum(calls), 0)::int as calls from extensions.pg_stat_statements where query ilike '%from feed_page(%'`;
  return Number(row?.calls);
}

/** Page reads in progress; they wait behind the lock. */
async function readersWaiting(): Promise<number> {
  const [row] =
    await stack.admin`select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%feed_page(%'`;
  return Number(row?.waiting);
}

/** Blocks reads of posts until the returned function is called. */
async function lockPosts(): Promise<() => Promise<void>> {
  const session = await stack.admin.reserve();
  await session`begin`;
  await session`lock table posts in access exclusive mode`;
  return async () => {
    await session`rollback`;
    session.release();
  };
}

function countSources(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, source, text } of answers) {
    const name = source ?? (status === 0 ? text : status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

it(`asks the database once for ${requests} readers of a missing page at once, in four Workers`, async () => {
  const before = await pagesRead();
  const unlock = await lockPosts();
  const crowd = gatherCrowd(workers, requests, "/rest/feed?limit=17");
  await crowd.sent;
  await until("the one reader", async () => (await readersWaiting()) > 0, 60_000);
  expect(await readersWaiting()).toBe(1);
  await unlock();
  const got = await crowd.answers;
  const { computed, shared = 0, memory = 0, fresh = 0, stale = 0, ...other } = countSources(got);
  expect({ computed, other }).toEqual({ computed: 1, other: {} });
  expect(shared + memory + fresh + stale).toBe(requests - 1);
  expect(new Set(got.map(({ text }) => text)).size).toBe(1);
  // A page is fresh for ten seconds: on a busy machine the crowd can outlast that, and one request
  // refreshes it.
  expect((await pagesRead()) - before).toBe(stale === 0 ? 1 : 2);
}, 180_000);

it(`asks it twice at most for ${requestsOfOrphans} readers when the Worker that reads is killed midway`, async () => {
  const before = await pagesRead();
  const unlock = await lockPosts();
  const holder = await stack.startWorker();
  const cutOff = holder.fetch("/rest/feed?limit=19").catch((thrown: unknown) => thrown);
  await until("the holder's read", async () => (await readersWaiting()) === 1);
  const crowd = gatherCrowd(workers, requestsOfOrphans, "/rest/feed?limit=19");
  await crowd.sent;
  await holder.close();
  expect(await cutOff).toBeInstanceOf(Error);
  await until("another one's read", async () => (await readersWaiting()) === 2, 60_000);
  await unlock();
  const got = await crowd.answers;
  const { stale = 0 } = countSources(got);
  expect(new Set(got.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await pagesRead()) - before).toBeLessThanOrEqual(stale === 0 ? 2 : 3);
}, 180_000);
