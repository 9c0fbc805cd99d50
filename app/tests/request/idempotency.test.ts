import { defined } from "@seaworthy/core/defined";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChores } from "../../testing/jobs/chores.ts";
import type { TestStack } from "../../testing/stack.ts";
import { newPerson, type Person } from "../../testing/tokens.ts";
import type { TestWorker } from "../../testing/worker.ts";

let stack: TestStack;
let worker: TestWorker;
let person: Person;
beforeAll(async () => {
  stack = await startChores();
  worker = stack.worker;
  person = await newPerson();
});
afterAll(() => stack?.close());

interface Sent {
  readonly key?: string;
  readonly body: { key: string; [more: string]: unknown };
  readonly by?: Person;
  readonly query?: string;
}
const send = ({ key, body, by = person, query = "" }: Sent) =>
  worker.fetch(`/rest/chores/once${query}`, {
    method: "POST",
    headers: {
      authorization: by.authorization,
      "content-type": "application/json",
      ...defined({ "idempotency-key": key }),
    },
    body: JSON.stringify(body),
  });
const answerOf = async (response: Response) => [response.status, await response.text()];
const runs = async (key: string) =>
  (await stack.admin`select 1 from chore_runs where key = ${key}`).length;
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const release = (key: string) => stack.admin`insert into chore_releases values (${key})`;
/** A new user each time: the route allows five requests a minute. */
const someone = () => newPerson();

describe("a repeated request", () => {
  it("runs once and gets the same response, with status, body and headers, bare or as a structured field", async () => {
    const by = await someone();
    const body = { key: "again" };
    const first = await send({ key: '"k-1"', body, by });
    const wanted = await answerOf(first);
    expect(wanted[0]).toBe(201);
    for (const key of ['"k-1"', "k-1", '"k-1"; note=1']) {
      const again = await send({ key, body, by });
      expect(await answerOf(again)).toEqual(wanted);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      for (const name of ["location", "content-type"])
        expect(again.headers.get(name)).toBe(first.headers.get(name));
      expect(again.headers.get("x-private")).toBeNull();
      expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    }
    expect(await runs("again")).toBe(1);
  });

  it("does not count towards the route's limit", async () => {
    const by = await someone();
    for (let sent = 0; sent < 10; sent++)
      expect((await send({ key: "limit", body: { key: "limit" }, by })).status).toBe(201);
    expect(await runs("limit")).toBe(1);
  });

  it("gets 409 while the first is in progress; of ten concurrent ones, one runs", async () => {
    const by = await someone();
    const body = { key: "wait", wait: true };
    let refused = 0;
    const sent = Array.from({ length: 10 }, async () => {
      const response = await send({ key: "wait", body, by });
      if (response.headers.get("retry-after") === "1") refused++;
      return response;
    });
    await until("all but one", () => refused === 9);
    await release("wait");
    const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect((await send({ key: "wait", body, by })).status).toBe(201);
    expect(await runs("wait")).toBe(1);
  });

  it("gets the same refusal, except 500 and 429, which can be retried", async () => {
    const by = await someone();
    const refused = { key: "refused", status: 409 };
    expect(await codeOf(await send({ key: "refused", body: refused, by }))).toBe("CONFLICT");
    expect((await send({ key: "refused", body: refused, by })).status).toBe(409);
    expect(await runs("refused")).toBe(1);
    const failed = { key: "failed", status: 500 };
    for (const _ of [1, 2])
      expect((await send({ key: "failed", body: failed, by })).status).toBe(500);
    expect(await runs("failed")).toBe(2);
    for (const key of ["a", "b"]) await send({ key, body: { key }, by });
    const limited = await send({ key: "late", body: { key: "late" }, by });
    expect(limited.status).toBe(429);
    const kept =
      await stack.admin`select status from idempotency_keys where owner = ${`user:${by.id}`}
      order by status`;
    expect(kept.map(({ status }) => status)).toEqual([201, 201, 409]);
  });

  it("gets 409 if the response was too large to store, and does not run again", async () => {
    const by = await someone();
    const body = { key: "large", size: 300_000 };
    expect((await send({ key: "large", body, by })).status).toBe(201);
    const again = await send({ key: "large", body, by });
    expect([again.status, await codeOf(again)]).toEqual([409, "CONFLICT"]);
    expect(await runs("large")).toBe(1);
  });

  it("gets the response that was stored with its effects but never sent", async () => {
    const by = await someone();
    const body = { key: "kept", failAfter: true };
    expect((await send({ key: "kept", body, by })).status).toBe(500);
    const again = await send({ key: "kept", body, by });
    expect(await answerOf(again)).toEqual([201, '{"text":"x"}']);
    expect(again.headers.get("location")).toBe("/rest/chores/kept");
    expect(await runs("kept")).toBe(1);
  });
});

describe("a key", () => {
  it("with another body or query gets 422, and nothing runs", async () => {
    const by = await someone();
    await send({ key: "reuse", body: { key: "reuse" }, by });
    for (const [body, query] of [
      [{ key: "other" }, ""],
      [{ key: "reuse" }, "?a=1"],
    ] as const) {
      const other = await send({ key: "reuse", body, query, by });
      expect([other.status, await codeOf(other)]).toEqual([422, "UNPROCESSABLE"]);
    }
    expect([await runs("reuse"), await runs("other")]).toEqual([1, 0]);
  });

  it("of another user is a different key: no response crosses over", async () => {
    const [one, other] = [await someone(), await someone()];
    for (const by of [one, other]) {
      const response = await send({ key: "shared", body: { key: "shared" }, by });
      expect([response.status, response.headers.has("idempotency-replayed")]).toEqual([201, false]);
    }
    expect(await runs("shared")).toBe(2);
    const differing = await send({
      key: "shared",
      body: { key: "differing" },
      by: await someone(),
    });
    expect(differing.status).toBe(201);
  });

  it.each([undefined, "", '""', `"${"x".repeat(256)}"`, '"a", "b"', "a b", '"a', "(1 2)", "ä"])(
    "%j is refused with 400",
    async (key) => {
      const init = { body: { key: "bad" }, ...(key === undefined ? {} : { key: encode(key) }) };
      const response = await send(init);
      expect(response.status).toBe(400);
      expect(JSON.stringify(await response.json())).toContain("header.Idempotency-Key");
      expect(await runs("bad")).toBe(0);
    },
  );

  it("expires, and the daily cron deletes it", async () => {
    const by = await someone();
    const body = { key: "old" };
    await send({ key: "old", body, by });
    await stack.admin`update idempotency_keys set expires_at = now() where owner = ${`user:${by.id}`}`;
    const second = await send({ key: "old", body: { key: "old", size: 2 }, by });
    expect([second.status, second.headers.has("idempotency-replayed")]).toEqual([201, false]);
    expect(await runs("old")).toBe(2);
    const left = () => stack.admin`select 1 from idempotency_keys where owner = ${`user:${by.id}`}`;
    expect(await worker.runCron()).toBe("ok");
    expect(await left()).toHaveLength(1);
    await stack.admin`update idempotency_keys set expires_at = now() where owner = ${`user:${by.id}`}`;
    expect(await worker.runCron()).toBe("ok");
    expect(await left()).toHaveLength(0);
  });

  it("can be taken over by the same request when its lease expires, and the former holder stores nothing", async () => {
    const by = await someone();
    const body = { key: "lease", wait: true };
    const slow = send({ key: "lease", body, by });
    await until("the first run", async () => (await runs("lease")) === 1);
    const endLease = () =>
      stack.admin`update idempotency_keys set lease_until = now() where owner = ${`user:${by.id}`}`;
    await endLease();
    expect((await send({ key: "lease", body: { key: "else" }, by })).status).toBe(422);
    const other = send({ key: "lease", body, by });
    await until("the second run", async () => (await runs("lease")) === 2);
    await release("lease");
    expect((await slow).status).toBe(201);
    expect((await other).status).toBe(201);
    expect((await send({ key: "lease", body, by })).headers.get("idempotency-replayed")).toBe(
      "true",
    );
  });
});

/** A header's value as bytes: fetch accepts nothing else. */
const encode = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));
