import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  startTestUpstash,
  type TestDatabase,
  type TestUpstash,
  upstashClient,
} from "../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;

beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

const clients = async () =>
  Number(
    /connected_clients:(\d+)/.exec(
      await upstashClient(database).exec<string>(["INFO", "clients"]),
    )?.[1],
  );

it("a thousand requests share one connection to Redis", async () => {
  const redis = upstashClient(database, database.rest_token, { enableAutoPipelining: false });
  await redis.ping();
  const before = await clients();
  await Promise.all(Array.from({ length: 1000 }, () => redis.incr("shared")));
  expect(await redis.get("shared")).toBe(1000);
  expect(await clients()).toBe(before);
});

it("a subscriber that disconnects releases its connection", async () => {
  const before = await clients();
  const aborts = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const abort = new AbortController();
      const response = await upstash.rest(database, "/subscribe/news", {
        method: "POST",
        body: "[]",
        signal: abort.signal,
      });
      expect(response.status).toBe(200);
      return abort;
    }),
  );
  expect(await clients()).toBe(before + 20);
  for (const abort of aborts) abort.abort();
  await expect.poll(clients, { timeout: 10_000 }).toBe(before);
});

it("a client that disconnects mid-request, or sends garbage, disturbs no other", async () => {
  const port = Number(database.endpoint.split(":")[1]);
  for (const text of [
    `POST / HTTP/1.1\r\nhost: ${database.endpoint}\r\nauthorization: Bearer ${database.rest_token}\r\ncontent-length: 1000\r\n\r\n["SET"`,
    "GET",
    "\u0000\u0001\r\n\r\n",
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.end(text));
      socket.once("close", () => resolve()).once("error", () => resolve());
      socket.resume();
    });
  }
  expect(await upstashClient(database).ping()).toBe("PONG");
});

it("any input gets a response of the protocol, and so does the next request", async () => {
  const words = fc.array(
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constantFrom("EVAL", "SCRIPT", "ACL", "SETUSER", "XREAD", "MULTI", null, [], {}),
    ),
  );
  const bodies = fc.oneof(
    fc.json(),
    fc.string(),
    words.map((row) => JSON.stringify(row)),
    fc.array(words).map((rows) => JSON.stringify(rows)),
  );
  const paths = fc.oneof(
    fc.constantFrom("/", "/pipeline", "/multi-exec", "/pipeline/x"),
    fc.webPath(),
    fc.webPath().map((path) => `/get${path}`),
  );
  await fc.assert(
    fc.asyncProperty(
      paths.filter((path) => !/^\/(p?subscribe|monitor)/i.test(path)),
      bodies,
      async (path, body) => {
        const response = await upstash.rest(database, path, { method: "POST", body });
        expect([200, 400, 404]).toContain(response.status);
        const answer = JSON.parse(await response.text()) as object | object[];
        for (const part of Array.isArray(answer) ? answer : [answer])
          expect(["result", "error"]).toContain(Object.keys(part)[0]);
      },
    ),
    { numRuns: 300 },
  );
  expect(await upstashClient(database).ping()).toBe("PONG");
});

it("a page that points its own host name to this address is refused", async () => {
  const port = Number(database.endpoint.split(":")[1]);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(
        `GET /ping?_token=${database.rest_token} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`,
      ),
    );
    let text = "";
    socket
      .on("data", (chunk) => (text += chunk))
      .on("end", () => resolve(text))
      .on("error", reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
});
