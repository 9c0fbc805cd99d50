import { defined } from "@seaworthy/core/defined";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../../testing/keys.ts";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";
import { columns, newTable } from "./testing/table.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

describe("a row", () => {
  it("is returned as stored, even after the object was evicted", async () => {
    const table = await newTable(stack);
    const values = {
      title: "é\n'\"; drop table rows --",
      rank: -9_007_199_254_740_991,
      price: 0.1,
      done: false,
      due: "2026-01-31T13:00:00+01:00",
    };
    const [id] = await table.add(values);
    await table.evict();
    const stored = { ...values, due: "2026-01-31T12:00:00.000Z" };
    expect((await table.ask({})).rows).toEqual([{ id, values: stored }]);
  });

  it("is updated and deleted by its id", async () => {
    const table = await newTable(stack);
    const [id] = await table.add({ title: "a", rank: 1 });
    const changed = await table.send("PATCH", `/rows/${id}`, { values: { rank: 2, done: true } });
    expect(changed.status).toBe(200);
    expect((await table.ask({})).rows[0]?.values).toMatchObject({
      title: "a",
      rank: 2,
      done: true,
    });
    expect((await table.send("DELETE", `/rows/${id}`)).status).toBe(204);
    expect((await table.send("DELETE", `/rows/${id}`)).status).toBe(404);
    expect((await table.send("PATCH", `/rows/${id}`, { values: { rank: 2 } })).status).toBe(404);
  });

  it.each([
    [{ title: "a" }, 422, "rank is required."],
    [{ title: "a", rank: 1.5 }, 422, "rank takes a whole number."],
    [{ title: "a", rank: "1" }, 422, "rank takes a whole number."],
    [{ title: 1, rank: 1 }, 422, "title takes a text"],
    [{ title: "a\u0000b", rank: 1 }, 422, "title takes a text"],
    [{ title: "a", rank: 1, done: 1 }, 422, "done takes true or false."],
    [{ title: "a", rank: 1, due: "tomorrow" }, 422, "due takes a time"],
    [{ title: "a", rank: 1, unknown: 1 }, 422, "Unknown column unknown."],
    [{ title: "a", rank: 1, 'x" text; --': 1 }, 422, "See `errors`"],
  ])("with %j is refused", async (values, status, detail) => {
    const table = await newTable(stack);
    const answer = await table.send("POST", "/rows", { values });
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ detail: expect.stringContaining(detail) }),
    ]);
  });
});

describe("a batch", () => {
  it("is all or nothing", async () => {
    const table = await newTable(stack);
    const [id] = await table.add({ title: "kept", rank: 0 });
    const answer = await table.send("POST", "/rows/batch", {
      changes: [
        { op: "insert", values: { title: "new", rank: 1 } },
        { op: "delete", id },
        { op: "update", id: crypto.randomUUID(), values: { rank: 3 } },
      ],
    });
    expect(answer.status).toBe(404);
    expect((await table.ask({})).rows.map(({ values }) => values.title)).toEqual(["kept"]);
  });

  it("accepts at most 1,000 changes", async () => {
    const table = await newTable(stack);
    const rows = Array.from({ length: 1_000 }, (_, rank) => ({ title: "x", rank }));
    expect(await table.add(...rows)).toHaveLength(1_000);
    const changes = [...rows, rows[0]].map((values) => ({ op: "insert", values }));
    expect((await table.send("POST", "/rows/batch", { changes })).status).toBe(422);
  });

  it("that is resent under its id is stored once and gets the same response", async () => {
    const table = await newTable(stack);
    const body = {
      requestId: "order-1",
      changes: [{ op: "insert", values: { title: "once", rank: 1 } }],
    };
    const first = await (await table.send("POST", "/rows/batch", body)).json();
    await table.evict();
    expect(await (await table.send("POST", "/rows/batch", body)).json()).toEqual(first);
    expect((await table.ask({})).rows).toHaveLength(1);
  });

  it("with the same row id twice conflicts", async () => {
    const table = await newTable(stack);
    const row = { id: crypto.randomUUID(), values: { title: "a", rank: 1 } };
    expect((await table.send("POST", "/rows", row)).status).toBe(201);
    expect((await table.send("POST", "/rows", row)).status).toBe(409);
  });
});

describe("a table", () => {
  it("is accessible to members only", async () => {
    const table = await newTable(stack);
    const stranger = await newPerson();
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["GET", "/rows", undefined],
      ["POST", "/query", {}],
      ["POST", "/rows", { values: {} }],
      ["PATCH", "/schema", { columns }],
      ["DELETE", "", undefined],
      ["PUT", `/members/${stranger.id}`, { role: "editor" }],
    ] as const)
      expect((await table.send(method, path, body, stranger)).status).toBe(404);
  });

  it("lets viewers read, editors write, and only the owner change it", async () => {
    const table = await newTable(stack);
    const [viewer, editor] = [await table.join("viewer"), await table.join("editor")];
    const row = { values: { title: "a", rank: 1 } };
    expect((await table.send("POST", "/rows", row, viewer)).status).toBe(403);
    expect((await table.send("POST", "/rows", row, editor)).status).toBe(201);
    expect((await table.ask({}, viewer)).rows).toHaveLength(1);
    for (const person of [viewer, editor]) {
      expect((await table.send("PATCH", "/schema", { columns }, person)).status).toBe(403);
      expect((await table.send("DELETE", "", undefined, person)).status).toBe(403);
      const path = `/members/${person.id}`;
      expect((await table.send("PUT", path, { role: "editor" }, person)).status).toBe(403);
    }
    expect((await table.send("DELETE", `/members/${viewer.id}`)).status).toBe(204);
    expect((await table.ask({}, viewer)).status).toBe(404);
    expect((await table.send("PUT", `/members/${table.owner.id}`, { role: "viewer" })).status).toBe(
      422,
    );
  });

  it("allows API keys what their scopes allow", async () => {
    const { key, owner } = await issueKey(stack, ["tables:read"]);
    const send = (method: string, path: string, body?: unknown) =>
      stack.worker.fetch(path, {
        method,
        headers: { "x-api-key": key, "content-type": "application/json" },
        ...defined({ body: JSON.stringify(body) }),
      });
    expect((await send("POST", "/rest/tables", { name: "a", columns })).status).toBe(403);
    const made = await stack.worker.fetch("/rest/tables", {
      method: "POST",
      headers: { authorization: owner.authorization, "content-type": "application/json" },
      body: JSON.stringify({ name: "a", columns }),
    });
    const { id } = (await made.json()) as { id: string };
    expect((await send("POST", `/rest/tables/${id}/query`, {})).status).toBe(200);
    expect((await send("POST", `/rest/tables/${id}/rows`, { values: {} })).status).toBe(403);
    expect((await send("PATCH", `/rest/tables/${id}/schema`, { columns })).status).toBe(401);
  });

  it("is gone with all its rows once deleted", async () => {
    const table = await newTable(stack);
    await table.add({ title: "a", rank: 1 });
    expect((await table.send("DELETE", "")).status).toBe(204);
    expect((await table.ask({})).status).toBe(404);
    expect(await stack.admin`select 1 from tables where id = ${table.id}`).toHaveLength(0);
    expect(await stack.admin`select 1 from table_rows where table_id = ${table.id}`).toHaveLength(
      0,
    );
  });

  it("is listed to its members, page by page", async () => {
    const table = await newTable(stack);
    const create = () =>
      stack.worker.fetch("/rest/tables", {
        method: "POST",
        headers: { authorization: table.owner.authorization, "content-type": "application/json" },
        body: JSON.stringify({ name: "next", columns }),
      });
    for (let made = 1; made < 5; made++) expect((await create()).status).toBe(201);
    const seen: string[] = [];
    let path: string | undefined = "/rest/tables?limit=2";
    while (path !== undefined) {
      const answer: Response = await stack.worker.fetch(path, {
        headers: { authorization: table.owner.authorization },
      });
      const page = (await answer.json()) as { tables: { id: string }[] };
      seen.push(...page.tables.map(({ id }) => id));
      path = /^<(.+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect(seen.at(-1)).toBe(table.id);
  });
});
