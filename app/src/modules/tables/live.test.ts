import { type Listener, listen, upgradeStatus } from "@seaworthy/platform/testing/listener";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../../testing/keys.ts";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";
import { alertsOf } from "./testing/alerts.ts";
import { newTable, type TestTable } from "./testing/table.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const say = (listener: Listener, message: object) => listener.send(JSON.stringify(message));
const subscribe = (listener: Listener, id = "all", where: readonly unknown[] = []) =>
  say(listener, { type: "subscribe", id, query: { where } });
const write = (listener: Listener, requestId: string, values: object, more: object = {}) =>
  say(listener, { type: "write", requestId, changes: [{ op: "insert", values }], ...more });
const heard = <T extends object>(listener: Listener, wanted: T) =>
  until(`${JSON.stringify(wanted)} among ${JSON.stringify(listener.messages)}`, () =>
    listener.messages.find((message) => {
      const entries = Object.entries(wanted);
      return entries.every(([key, value]) => (message as Record<string, unknown>)[key] === value);
    }),
  );
const row = { title: "a", rank: 1 };

describe("a subscription", () => {
  it("gets all rows, then each change, even if the object is evicted between any two messages", async () => {
    const table = await newTable(stack);
    const [first] = await table.add(row);
    const listener = await table.listen();
    await table.evict();
    subscribe(listener);
    await heard(listener, { type: "snapshot" });
    await table.evict();
    const [second] = await table.add({ title: "b", rank: 2 });
    await until("the new row", () => listener.messages.length === 2);
    await table.evict();
    await table.send("DELETE", `/rows/${first}`);
    await until("the deletion", () => listener.messages.length === 3);
    const values = { done: null, due: null, price: null };
    expect(listener.messages).toEqual([
      {
        type: "snapshot",
        id: "all",
        seq: 1,
        rows: [{ id: first, values: { ...row, ...values } }],
      },
      {
        type: "changes",
        id: "all",
        seq: 2,
        upserts: [{ id: second, values: { title: "b", rank: 2, ...values } }],
        deletes: [],
      },
      { type: "changes", id: "all", seq: 3, upserts: [], deletes: [first] },
    ]);
    await listener.close();
  });

  it("keeps its filter and its reader's role while the object hibernates", async () => {
    const schema = [
      { name: "rank", type: "integer", required: true, indexed: true },
      { name: "secret", type: "text", readableBy: ["owner"], writableBy: ["owner"] },
    ];
    const table = await newTable(stack, { schema });
    const listener = await table.listen(await table.join("viewer"));
    subscribe(listener, "high", [["rank", ">", 10]]);
    await heard(listener, { type: "snapshot" });
    await table.evict();
    await table.add({ rank: 11, secret: "x" }, { rank: 9, secret: "y" });
    const message = await heard(listener, { type: "changes" });
    expect(message).toMatchObject({ upserts: [{ values: { rank: 11 } }] });
    expect(JSON.stringify(message)).not.toContain("secret");
    subscribe(listener, "hidden", [["secret", "=", "x"]]);
    expect(await heard(listener, { type: "error" })).toMatchObject({
      id: "hidden",
      message: "Unknown column secret.",
    });
    await listener.close();
  });

  it("resumes after a lost connection from the last applied change", async () => {
    const table = await newTable(stack);
    await table.add(row);
    const before = await table.listen();
    subscribe(before);
    await heard(before, { type: "snapshot", seq: 1 });
    await before.close();
    const [missed] = await table.add({ title: "missed", rank: 2 });
    const after = await table.listen();
    say(after, { type: "subscribe", id: "all", query: {}, since: 1 });
    expect(await heard(after, { type: "changes" })).toMatchObject({
      seq: 2,
      upserts: [{ id: missed }],
    });
    say(after, { type: "subscribe", id: "ahead", query: {}, since: 99 });
    await heard(after, { type: "snapshot", id: "ahead" });
    await after.close();
  });

  it("is limited to 20 per socket, and to the filters that a socket can store", async () => {
    const table = await newTable(stack);
    const listener = await table.listen();
    for (let count = 0; count <= 20; count++) subscribe(listener, `s${count}`);
    expect(await heard(listener, { type: "error" })).toMatchObject({
      id: "s20",
      message: "A WebSocket can have at most 20 subscriptions.",
    });
    const long = Array.from({ length: 10 }, () => ["title", "=", "x".repeat(3_000)]);
    for (let count = 0; count < 20; count++)
      say(listener, { type: "unsubscribe", id: `s${count}` });
    subscribe(listener, "long", long);
    expect(await heard(listener, { type: "error", id: "long" })).toMatchObject({
      message: expect.stringContaining("too long"),
    });
    subscribe(listener, "still");
    await heard(listener, { type: "snapshot", id: "still" });
    await listener.close();
  });
});

describe("a write over a socket", () => {
  it("is stored once acknowledged, once per request id", async () => {
    const table = await newTable(stack);
    const listener = await table.listen();
    write(listener, "one", row);
    const ack = await heard(listener, { type: "ack", requestId: "one" });
    await table.evict();
    const again = await table.listen();
    write(again, "one", row);
    expect(await heard(again, { type: "ack" })).toEqual(ack);
    expect((await table.ask({})).rows).toHaveLength(1);
    await Promise.all([listener.close(), again.close()]);
  });

  it("reports that it is debounced, and is stored once acknowledged", async () => {
    const table = await newTable(stack);
    const listener = await table.listen();
    write(listener, "later", row, { debounced: true });
    await heard(listener, { type: "ack", requestId: "later" });
    const types = (listener.messages as { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(["accepted", "ack"]);
    expect((await table.ask({})).rows).toHaveLength(1);
    await listener.close();
  });

  it("that exceeds the buffer of debounced writes closes the socket with 1013; nothing acknowledged is lost", async () => {
    const CONFIGURATION = JSON.stringify({ tables: { live: { pendingBytes: 5_000 } } });
    const ALERTS = JSON.stringify({ "tables.pending-writes": 3_900 });
    const worker = await stack.startWorker({ CONFIGURATION, ALERTS });
    const table = await newTable(stack, { worker });
    const listener = await table.listen();
    const other = await table.listen();
    for (let sent = 0; sent < 10; sent++)
      write(listener, `w${sent}`, { title: "x".repeat(1_000), rank: sent }, { debounced: true });
    expect(await listener.closed).toBe(1013);
    const acks = (listener.messages as { type: string }[]).filter(({ type }) => type === "ack");
    expect(acks.length).toBeLessThan(10);
    expect((await table.ask({})).rows).toHaveLength(acks.length);
    expect(other.isOpen()).toBe(true);
    await until("the alert", async () =>
      (await alertsOf(worker)).includes("tables.pending-writes"),
    );
    await other.close();
  });

  it("counts towards 100 creates a minute", async () => {
    const table = await newTable(stack);
    const listener = await table.listen();
    for (let sent = 0; sent <= 100; sent++) write(listener, `w${sent}`, row);
    expect(await heard(listener, { type: "error" })).toMatchObject({
      requestId: "w100",
      code: "RATE_LIMITED",
    });
    expect((await table.ask({ limit: 200 })).rows).toHaveLength(100);
    await listener.close();
  });
});

describe("a socket", () => {
  it.each([
    ["text that is not valid JSON", "{", undefined],
    ["an unknown message", '{"type":"drop"}', undefined],
    ["more than 1 MB", JSON.stringify({ type: "x".repeat(1024 * 1024) }), 1009],
  ])("gets an error for %s", async (_what, text, code) => {
    const table = await newTable(stack);
    const listener = await table.listen();
    listener.send(text);
    if (code === undefined) await heard(listener, { type: "error", code: "VALIDATION_FAILED" });
    else expect(await listener.closed).toBe(code);
    await listener.close();
  });

  it("whose client is too slow is closed with 1013, and no other is", async () => {
    const configuration = { tables: { live: { unconfirmedBytes: 2_000 } } };
    const worker = await stack.startWorker({ CONFIGURATION: JSON.stringify(configuration) });
    const table = await newTable(stack, { worker });
    const [slow, quick] = [await table.listen(), await table.listen()];
    for (const listener of [slow, quick]) subscribe(listener);
    await heard(quick, { type: "snapshot" });
    for (let seq = 1; seq <= 10; seq++) {
      await table.add({ title: "x".repeat(500), rank: seq });
      await heard(quick, { type: "changes", seq });
      say(quick, { type: "received", seq });
      await table.evict();
    }
    expect(await slow.closed).toBe(1013);
    expect(quick.isOpen()).toBe(true);
    await quick.close();
  });

  it("is for members, from pages of the configured origins, with a token in a header or a subprotocol", async () => {
    const table = await newTable(stack);
    const url = new URL(`/rest/tables/${table.id}/live`, stack.worker.url);
    const { authorization } = table.owner;
    const status = (headers: Record<string, string>) => upgradeStatus(url, headers);
    expect(await status({})).toBe(401);
    expect(await status({ authorization })).toBe(101);
    expect(await status({ authorization: (await newPerson()).authorization })).toBe(404);
    expect(await status({ authorization, origin: "https://evil.example" })).toBe(403);
    expect(await status({ authorization, origin: "https://app.example.com" })).toBe(101);
    const token = authorization.slice("Bearer ".length);
    const protocols = `seaworthy.tables.v1, bearer.${token}`;
    expect(await status({ "sec-websocket-protocol": protocols })).toBe(101);
    expect(await status({ "sec-websocket-protocol": "bearer.a.b.c" })).toBe(401);
  });

  it("ignores headers of the client that claim who it is", async () => {
    const table = await newTable(stack);
    const viewer = await table.join("viewer");
    const member = { userId: table.owner.id, role: "owner", mayWrite: true, validUntil: 9e15 };
    const url = new URL(`/rest/tables/${table.id}/live`, stack.worker.url);
    const listener = await listen(url, {
      authorization: viewer.authorization,
      "seaworthy-table-member": JSON.stringify(member),
    });
    write(listener, "one", row);
    await heard(listener, { type: "error", code: "FORBIDDEN" });
    await listener.close();
  });

  it("of a read-only API key cannot write", async () => {
    const { key, owner } = await issueKey(stack, ["tables:read"]);
    const table = await newTable(stack, { owner });
    const url = new URL(`/rest/tables/${table.id}/live`, stack.worker.url);
    const listener = await listen(url, { "x-api-key": key });
    write(listener, "one", row);
    await heard(listener, { type: "error", code: "FORBIDDEN" });
    await listener.close();
  });

  it("is closed when the membership or the token ends", async () => {
    const table = await newTable(stack);
    const editor = await table.join("editor");
    const listener = await table.listen(editor);
    await table.send("PUT", `/members/${editor.id}`, { role: "viewer" });
    expect(await listener.closed).toBe(1008);
    const brief = await newPerson({ id: table.owner.id, expiresInSeconds: 2 });
    const other = await table.listen(brief);
    await until("the end of the token", async () => {
      say(other, { type: "received", seq: 0 });
      return !other.isOpen();
    });
    expect(await other.closed).toBe(1008);
  });

  it("is closed when idle, and kept while it sends anything", async () => {
    const configuration = { tables: { live: { idleSeconds: 2 } } };
    const worker = await stack.startWorker({ CONFIGURATION: JSON.stringify(configuration) });
    const table: TestTable = await newTable(stack, { worker });
    const [silent, talking] = [await table.listen(), await table.listen()];
    const saying = setInterval(() => say(talking, { type: "received", seq: 0 }), 250);
    await until("the end of the silent one", () => !silent.isOpen());
    expect(talking.isOpen()).toBe(true);
    clearInterval(saying);
    await until("the end of the other one", () => !talking.isOpen());
    expect(await talking.closed).toBe(1001);
  }, 60_000);

  it("is accepted as long as there is room", async () => {
    const configuration = { tables: { live: { perTable: 10, perUser: 20 } } };
    const worker = await stack.startWorker({ CONFIGURATION: JSON.stringify(configuration) });
    const table = await newTable(stack, { worker });
    const held = await Promise.all(Array.from({ length: 10 }, () => table.listen()));
    const url = new URL(`/rest/tables/${table.id}/live`, worker.url);
    const { authorization } = table.owner;
    expect(await upgradeStatus(url, { authorization })).toBe(503);
    expect(worker.logs().filter(({ event }) => event === "table.sockets_high")).toHaveLength(1);
    await held[0]?.close();
    await until(
      "the free place",
      async () => (await upgradeStatus(url, { authorization })) === 101,
    );
    await Promise.all(held.slice(1).map((listener) => listener.close()));
  });
});
