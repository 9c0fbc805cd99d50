import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { accountId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

/** Sends what it is asked to and records what it receives; messages can make it fail. */
const source = `const seen = [];
export default {
  async fetch(request, env) {
    const path = new URL(request.url).pathname;
    if (path === "/seen") return Response.json(seen);
    const { messages, ...options } = await request.json();
    try {
      if (path === "/one") await env.JOBS.send(messages[0].body, { ...messages[0], ...options });
      else await env.JOBS.sendBatch(messages, options);
      return Response.json(await env.JOBS.metrics());
    } catch (error) {
      return new Response(error.message, { status: 400 });
    }
  },
  async queue(batch, env) {
    const bodies = batch.messages.map(({ body, attempts }) => ({ body, attempts }));
    seen.push({ queue: batch.queue, bodies });
    for (const message of batch.messages) {
      if (message.body === "retry twice" && message.attempts < 3) message.retry();
      if (message.body === "always fails" && batch.queue === "jobs") message.retry();
      if (message.body === "acked") message.ack();
    }
    if (batch.messages.some(({ body, attempts }) => body === "throws" && attempts === 1))
      throw new Error("handler failed");
  },
};`;

interface Batch {
  readonly queue: string;
  readonly bodies: readonly { body: unknown; attempts: number }[];
}

let cloudflare: CloudflareTest;
let queueId: string;
const ofAccount = { account_id: accountId };

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  const { queues } = cloudflare.client;
  const jobs = await queues.create({ ...ofAccount, queue_name: "jobs" });
  const dead = await queues.create({ ...ofAccount, queue_name: "jobs-dead" });
  queueId = jobs.queue_id ?? "";
  const bindings = [{ type: "queue", name: "JOBS", queue_name: "jobs" }];
  await cloudflare.deploy({ name: "worker", source, bindings });
  const consumer = { ...ofAccount, type: "worker" as const, script_name: "worker" };
  await queues.consumers.create(queueId, {
    ...consumer,
    dead_letter_queue: "jobs-dead",
    settings: { batch_size: 5, max_wait_time_ms: 0, max_retries: 2 },
  });
  await queues.consumers.create(dead.queue_id ?? "", {
    ...consumer,
    settings: { max_wait_time_ms: 0 },
  });
});
afterAll(() => cloudflare.close());

function send(path: string, messages: readonly unknown[], options = {}): Promise<Response> {
  const body = JSON.stringify({ messages, ...options });
  return fetch(`${cloudflare.app}${path}`, { method: "POST", body });
}

const seen = async () => (await (await fetch(`${cloudflare.app}/seen`)).json()) as Batch[];
const attemptsOf = async (body: unknown, queue = "jobs") =>
  (await seen()).flatMap((batch) =>
    batch.queue === queue
      ? batch.bodies.flatMap((one) =>
          JSON.stringify(one.body) === JSON.stringify(body) ? [one.attempts] : [],
        )
      : [],
  );

test("messages from a Worker and from the API reach the queue handler", async () => {
  expect((await send("/one", [{ body: { id: 1 } }])).status).toBe(200);
  await cloudflare.client.queues.messages.push(queueId, {
    ...ofAccount,
    content_type: "text",
    body: "pushed",
  });
  await vi.waitFor(async () => {
    expect(await attemptsOf({ id: 1 })).toEqual([1]);
    expect(await attemptsOf("pushed")).toEqual([1]);
  });
});

test("a retried message is redelivered until it succeeds, others are not", async () => {
  await send("/batch", [{ body: "retry twice" }, { body: "once" }]);
  await vi.waitFor(async () => expect(await attemptsOf("retry twice")).toEqual([1, 2, 3]));
  expect(await attemptsOf("once")).toEqual([1]);
});

test("when the handler throws, all messages are redelivered except acknowledged ones", async () => {
  await send("/batch", [{ body: "throws" }, { body: "acked" }, { body: "neighbour" }]);
  await vi.waitFor(async () => expect(await attemptsOf("neighbour")).toEqual([1, 2]));
  expect(await attemptsOf("throws")).toEqual([1, 2]);
  expect(await attemptsOf("acked")).toEqual([1]);
});

test("after max_retries a message goes to the dead letter queue", async () => {
  await send("/one", [{ body: "always fails" }]);
  await vi.waitFor(async () => expect(await attemptsOf("always fails", "jobs-dead")).toEqual([1]));
  expect(await attemptsOf("always fails")).toEqual([1, 2, 3]);
});

test("no batch is larger than batch_size", async () => {
  const messages = Array.from({ length: 12 }, (_, index) => ({ body: `many ${index}` }));
  await send("/batch", messages);
  await vi.waitFor(async () => expect(await attemptsOf("many 11")).toEqual([1]));
  const sizes = (await seen()).map(({ bodies }) => bodies.length);
  expect(Math.max(...sizes)).toBe(5);
});

test.each([
  ["/one", [{ body: "x".repeat(128_001), contentType: "text" }], {}, /exceeds limit of 128000/],
  ["/batch", Array(101).fill({ body: "x" }), {}, /101 exceeds limit of 100/],
  ["/batch", Array(3).fill({ body: "x".repeat(100_000) }), {}, /exceeds limit of 256000/],
  ["/one", [{ body: "x", contentType: "v8" }], {}, /v8 is not implemented/],
  ["/one", [{ body: "x", delaySeconds: 86_401 }], {}, /not within 0 and 86400/],
  ["/one", [{ body: 1, contentType: "text" }], {}, /must be a string/],
])("%s refuses what is over a limit", async (path, messages, options, reason) => {
  const refused = await send(path, messages, options);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toMatch(reason);
});

test("a message of exactly the limit is accepted", async () => {
  const body = "y".repeat(128_000);
  expect((await send("/one", [{ body, contentType: "text" }])).status).toBe(200);
});

test("a paused queue keeps its messages, even across a restart of the Worker", async () => {
  const { queues } = cloudflare.client;
  await queues.edit(queueId, { ...ofAccount, settings: { delivery_paused: true } });
  await send("/one", [{ body: "kept" }]);
  const bindings = [{ type: "queue", name: "JOBS", queue_name: "jobs" }];
  await cloudflare.deploy({ name: "worker", source: `${source}\n// next`, bindings });
  expect(await queues.getMetrics(queueId, ofAccount)).toMatchObject({ backlog_count: 1 });
  await queues.edit(queueId, { ...ofAccount, settings: { delivery_paused: false } });
  await vi.waitFor(async () => expect(await attemptsOf("kept")).toEqual([1]));
});

test("a delayed message waits; a purge removes it", async () => {
  const { queues } = cloudflare.client;
  await send("/one", [{ body: "later", delaySeconds: 3_600 }]);
  expect(await queues.getMetrics(queueId, ofAccount)).toMatchObject({ backlog_count: 1 });
  await queues.purge.start(queueId, { ...ofAccount, delete_messages_permanently: true });
  expect(await queues.getMetrics(queueId, ofAccount)).toMatchObject({ backlog_count: 0 });
});

test("invalid queues and consumers are refused", async () => {
  const { queues } = cloudflare.client;
  const consumer = { ...ofAccount, type: "worker" as const, script_name: "worker" };
  await expect(queues.create({ ...ofAccount, queue_name: "jobs" })).rejects.toThrow(/taken/);
  await expect(queues.create({ ...ofAccount, queue_name: "No" })).rejects.toThrow(/queue_name/);
  await expect(queues.consumers.create(queueId, consumer)).rejects.toThrow(/already has/);
  await expect(queues.delete(queueId, ofAccount)).rejects.toThrow(/has a consumer/);
  const other = (await queues.create({ ...ofAccount, queue_name: "other" })).queue_id ?? "";
  const tooLarge = { ...consumer, settings: { batch_size: 101 } };
  await expect(queues.consumers.create(other, tooLarge)).rejects.toThrow(/batch_size/);
  const noScript = { ...consumer, script_name: "nobody" };
  await expect(queues.consumers.create(other, noScript)).rejects.toThrow(/nobody does not exist/);
  const pull = { ...ofAccount, type: "http_pull" as const };
  await expect(queues.consumers.create(other, pull)).rejects.toThrow(/http_pull/);
  const bindings = [{ type: "queue", name: "Q", queue_name: "nowhere" }];
  await expect(cloudflare.deploy({ name: "x", source, bindings })).rejects.toThrow(/nowhere/);
});

test("a queue shows its consumer and its producers", async () => {
  const queue = await cloudflare.client.queues.get(queueId, ofAccount);
  expect(queue).toMatchObject({
    queue_name: "jobs",
    consumers_total_count: 1,
    consumers: [{ script: "worker", dead_letter_queue: "jobs-dead" }],
    producers: [{ script: "worker", type: "worker" }],
  });
});
