import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../testing/stack.ts";
import { batchSize } from "./modules/feed/usage.ts";

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
