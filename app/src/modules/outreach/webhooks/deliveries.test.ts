import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import type { TestWorker } from "../../../../testing/worker.ts";
import { newOwner, work } from "../testing/owner.ts";

const seen: { path: string; headers: Record<string, unknown>; body: string }[] = [];
const behaviours: Record<string, (response: ServerResponse) => void> = {
  good: (response) => response.writeHead(200).end(),
  hang: () => undefined,
  fail: (response) => response.writeHead(500).end("<b>no</b>"),
  moved: (response) => response.writeHead(307, { location: "http://127.0.0.1:1/x" }).end(),
  crawl: (response) => {
    response.writeHead(200).write("a");
    const timer = setInterval(() => response.write("a"), 200);
    response.on("close", () => clearInterval(timer));
  },
  gone: (response) => response.writeHead(410).end(),
};
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  const path = request.url ?? "";
  seen.push({ path, headers: request.headers, body });
  behaviours[path.split("/")[1] ?? ""]?.(response);
});

let stack: TestStack;
let worker: TestWorker;
let origin = "";
beforeAll(async () => {
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const address = receiver.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  stack = await startStack();
  const webhooks = { loopback: true, timeoutSeconds: 1 };
  worker = await stack.startWorker({ CONFIGURATION: JSON.stringify({ outreach: { webhooks } }) });
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await stack?.close();
});

const emit = (owner: string, message: string) => stack.admin`
  insert into webhook_deliveries (user_id, endpoint_id, message_id, event_type, body)
  select user_id, id, ${message}, 'email.sent', '{"type":"email.sent"}'
  from webhook_endpoints where user_id = ${owner} and status = 'active'`;

describe("webhooks to 25 receivers", () => {
  it("reach the working ones whatever the others do, each signed with its own secret", async () => {
    const owner = await newOwner(stack, worker);
    const kinds = ["hang", "fail", "moved", "crawl", "good"];
    const secrets = new Map<string, string>();
    for (const kind of kinds)
      for (let n = 0; n < 5; n++) {
        const url = `${origin}/${kind}/${n}`;
        const made = await owner.ask<{ secret: string }>("POST", "/rest/webhook-endpoints", {
          url,
        });
        expect(made.status).toBe(201);
        secrets.set(url, made.body.secret);
      }
    expect(new Set(secrets.values()).size).toBe(25);
    await emit(owner.person.id, "msg_1");
    expect(await work(worker)).toBe("ok");
    const rows = await stack.admin`
      select split_part(url, '/', 4) as kind, d.status, d.code, count(*)::int as n
      from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
      where e.user_id = ${owner.person.id} and d.attempts = 1 group by 1, 2, 3 order by 1`;
    expect(rows.map(({ kind, status, code, n }) => [kind, status, code, n])).toEqual([
      ["crawl", "delivered", "http_200", 5],
      ["fail", "queued", "http_500", 5],
      ["good", "delivered", "http_200", 5],
      ["hang", "queued", "timeout", 5],
      ["moved", "queued", "redirect", 5],
    ]);
    const good = seen.filter(({ path }) => path.startsWith("/good/"));
    expect(good).toHaveLength(5);
    expect(new Set(good.map(({ headers }) => headers["webhook-signature"])).size).toBe(5);
    for (const { headers } of good) expect(headers["webhook-id"]).toBe("msg_1");
    const stored = await stack.admin`select sealed_secret from webhook_endpoints`;
    for (const secret of secrets.values()) expect(JSON.stringify(stored)).not.toContain(secret);
  });

  it("disable a receiver that responds with 410, and one that has failed for five days", async () => {
    const owner = await newOwner(stack, worker);
    for (const kind of ["gone", "fail"])
      await owner.ask("POST", "/rest/webhook-endpoints", { url: `${origin}/${kind}/x` });
    await stack.admin`
      update webhook_endpoints set failing_since = now() - interval '6 days'
      where user_id = ${owner.person.id} and url like '%/fail/%'`;
    await emit(owner.person.id, "msg_2");
    await work(worker);
    const { body } = await owner.ask<{
      endpoints: { id: string; status: string; disabledBecause: string }[];
    }>("GET", "/rest/webhook-endpoints");
    expect(
      body.endpoints.map(({ status, disabledBecause }) => [status, disabledBecause]).sort(),
    ).toEqual([
      ["disabled", "failing_for_five_days"],
      ["disabled", "gone"],
    ]);
    const [first] = body.endpoints;
    const replay = await owner.ask("POST", `/rest/webhook-endpoints/${first?.id}/replay`);
    expect(replay.status).toBe(200);
  });

  it.each([
    "https://10.0.0.1/",
    "http://customer.com/",
    "https://localhost/",
    "https://api.localhost/",
  ])("are never sent to a private address: %s", async (url) => {
    const owner = await newOwner(stack, worker);
    expect((await owner.ask("POST", "/rest/webhook-endpoints", { url })).status).toBe(422);
  });

  it("accept loopback only in a local stack", async () => {
    const prodLike = await stack.startWorker({ ENVIRONMENT: "staging" });
    const owner = await newOwner(stack, prodLike);
    const made = await owner.ask("POST", "/rest/webhook-endpoints", { url: `${origin}/good/x` });
    expect(made.status).toBe(422);
  });
});
