import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { batchSize } from "./usage.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

it("deletes usage events older than 30 days and limits that are over, and keeps the others", async () => {
  await stack.admin`insert into usage_events (event, occurred_at) select 'old', now() - interval '30 days 1 minute' from generate_series(1, 12000)`;
  await stack.admin`insert into usage_events (event, occurred_at) values ('kept', now() - interval '29 days 23 hours')`;
  await stack.admin`insert into rate_limit_counters (key, expires_at) values ('over', now() - interval '1 second'), ('current', now() + interval '1 day')`;
  expect(await stack.worker.runCron()).toBe("ok");
  const rows =
    await stack.admin`select event, count(*)::int as count from usage_events group by event`;
  expect([...rows]).toEqual([{ event: "kept", count: 1 }]);
  expect([...(await stack.admin`select key from rate_limit_counters`)]).toEqual([
    { key: "current" },
  ]);
  await until("the audit line", () =>
    stack.worker
      .logs()
      .some((line) => line.action === "usage_events.expired" && line.deleted === 12000),
  );
});

it("deletes API keys that ended 90 days ago, and keeps those that ended later or work", async () => {
  const owner = crypto.randomUUID();
  const insert = (name: string, expires: string, revoked: string | null) =>
    stack.admin`insert into api_keys (owner_id, name, prefix, hash, scopes, created_at, expires_at, revoked_at)
      values (${owner}, ${name}, 'sw_', ${crypto.randomUUID().replaceAll("-", "").repeat(2)}, '{feed:read}', now() - interval '1 year',
        now() + ${expires}::text::interval, now() + ${revoked}::text::interval)`;
  await insert("expired long ago", "-91 days", null);
  await insert("revoked long ago", "1 day", "-91 days");
  await insert("revoked after it had expired", "-91 days", "-1 day");
  await insert("expired lately", "-89 days", null);
  await insert("revoked lately", "1 day", "-89 days");
  await insert("works", "1 day", null);
  expect(await stack.worker.runCron()).toBe("ok");
  const left = await stack.admin`select name from api_keys where owner_id = ${owner} order by name`;
  expect(left.map(({ name }) => name)).toEqual(["expired lately", "revoked lately", "works"]);
});

it("counts feed reads in batches, one row each", async () => {
  for (let read = 0; read < batchSize; read++) await stack.worker.fetch("/rest/feed");
  const rows = await until("a row", async () => {
    const found =
      await stack.admin`select quantity, user_id from usage_events where event = 'feed.read'`;
    return found.length > 0 && found;
  });
  expect(rows.reduce((sum, row) => sum + Number(row.quantity), 0)).toBeLessThanOrEqual(batchSize);
  expect(rows.every((row) => row.user_id === null)).toBe(true);
});
