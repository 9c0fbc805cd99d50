import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver } from "./deliver.ts";
import { breakMs, disableAfterMs, mostAttempts, redeliveryMs } from "./schedule.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const seen: string[] = [];
const answers: Record<string, (response: ServerResponse) => void> = {
  "/good": (response) => response.writeHead(204).end(),
  "/moved": (response) => response.writeHead(302, { location: "/secret" }).end(),
  "/gone": (response) => response.writeHead(410).end(),
  "/busy": (response) => response.writeHead(429, { "retry-after": "120" }).end(),
  "/bad": (response) => response.writeHead(500).end("a text of the receiver's"),
  "/hang": () => undefined,
  "/crawl": (response) => {
    response.writeHead(200).write("a");
    const timer = setInterval(() => response.write("a"), 50);
    response.on("close", () => clearInterval(timer));
  },
};

let server: Server;
let origin = "";
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? "");
    request.resume();
    answers[request.url ?? ""]?.(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const options = {
  rules: { loopback: true },
  resolve: async () => ["10.0.0.1"],
  clock: { now: () => Date.now() },
};
const send = (url: string, more: object = {}) =>
  deliver(
    { url, id: "msg_1", body: "{}", sentAtMs: Date.now(), secrets: [secret] },
    { ...options, ...more },
  );

describe("an attempt to deliver", () => {
  it.each([
    ["/good", { outcome: "delivered", code: "http_204" }],
    ["/moved", { outcome: "failed", code: "redirect", status: 302 }],
    ["/gone", { outcome: "gone", code: "http_410" }],
    ["/busy", { outcome: "failed", code: "http_429", retryAfterMs: 120_000 }],
    ["/bad", { outcome: "failed", code: "http_500", retryAfterMs: 0 }],
  ])("at %s ends as it should", async (path, result) => {
    expect(await send(origin + path)).toMatchObject(result);
  });

  it("follows no redirect", () => expect(seen).not.toContain("/secret"));

  it("is aborted at its timeout if the receiver does not respond, and does not wait for a slow body", async () => {
    expect(await send(`${origin}/hang`, { timeoutMs: 200 })).toMatchObject({
      outcome: "failed",
      code: "timeout",
    });
    expect(await send(`${origin}/crawl`, { timeoutMs: 5_000 })).toMatchObject({
      outcome: "delivered",
    });
  });

  it("resolves DNS each time, and sends nothing to a name that has become private", async () => {
    const before = seen.length;
    expect(await send("https://hooks.customer.com/good")).toMatchObject({
      outcome: "failed",
      code: "private_address",
    });
    expect(await send("https://10.0.0.1/good")).toMatchObject({ code: "ip_address" });
    expect(await send(`${origin}/good`, { rules: {} })).toMatchObject({ code: "not_https" });
    expect(seen.length).toBe(before);
  });
});

describe("the schedule", () => {
  const hours = (count: number) => count * 3_600_000;

  it("is that of Standard Webhooks, ±10 %", () => {
    const middle = Array.from({ length: mostAttempts - 1 }, (_, index) =>
      redeliveryMs(index + 1, 0.5),
    );
    expect(middle).toEqual([...[5_000, 300_000, 1_800_000], ...[2, 5, 10, 14, 20, 24].map(hours)]);
    expect(redeliveryMs(mostAttempts, 0.5)).toBeUndefined();
    expect(redeliveryMs(2, 0)).toBe(270_000);
    expect(redeliveryMs(2, 0.999_999)).toBeLessThanOrEqual(330_000);
  });

  it("waits longer if the receiver asks for it, and never shorter", () => {
    expect(redeliveryMs(1, 0.5, 60_000)).toBe(60_000);
    expect(redeliveryMs(4, 0.5, 60_000)).toBe(hours(2));
  });

  it("pauses an endpoint after five failures in a row, for at most an hour", () => {
    expect([1, 4, 5, 6, 9, 11, 50].map(breakMs)).toEqual([
      ...[0, 0, 60_000, 120_000, 960_000],
      ...[hours(1), hours(1)],
    ]);
    expect(disableAfterMs).toBe(hours(120));
  });
});
