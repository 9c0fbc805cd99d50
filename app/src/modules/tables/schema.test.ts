import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";
import { columns, newTable } from "./testing/table.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

describe("a schema", () => {
  const change = async (next: readonly object[]) => {
    const table = await newTable(stack);
    await table.add({ title: "a", rank: 1 });
    const answer = await table.send("PATCH", "/schema", { columns: next });
    return {
      table,
      status: answer.status,
      detail: ((await answer.json()) as { detail?: string }).detail,
    };
  };

  it("can grow, and old rows have no value in new columns", async () => {
    const { table, status } = await change([
      ...columns.map((column) =>
        (column as { name: string }).name === "title" ? { ...column, indexed: true } : column,
      ),
      { name: "tag", type: "text" },
    ]);
    expect(status).toBe(200);
    await table.evict();
    const [old] = (await table.ask({ where: [["title", "=", "a"]] })).rows;
    expect(old?.values.tag).toBeNull();
    await table.add({ title: "b", rank: 2, tag: "new" });
    expect((await table.ask({ where: [["tag", "=", "new"]] })).rows).toHaveLength(1);
  });

  it.each<[string, readonly object[], string]>([
    ["loses a column", columns.slice(1), "can't be removed"],
    [
      "changes a type",
      [{ ...columns[0], type: "integer" }, ...columns.slice(1)],
      "type can't change",
    ],
    [
      "becomes stricter",
      [...columns.slice(0, 2), { ...columns[2], required: true }, ...columns.slice(3)],
      "can't become required",
    ],
    [
      "gets a required column",
      [...columns, { name: "tag", type: "text", required: true }],
      "can't be required",
    ],
  ])("%s is refused", async (_what, next, why) => {
    const { status, detail } = await change(next);
    expect(status).toBe(422);
    expect(detail).toContain(why);
  });

  it.each(["id", "Title", "a-b", 'a"b', "a b", "", "a".repeat(41), "select;"])(
    "refuses a column named %j",
    async (name) => {
      const person = await newPerson();
      const answer = await stack.worker.fetch("/rest/tables", {
        method: "POST",
        headers: { authorization: person.authorization, "content-type": "application/json" },
        body: JSON.stringify({ name: "x", columns: [{ name, type: "text" }] }),
      });
      expect(answer.status).toBe(422);
    },
  );

  it.each(["select", "order", "rowid", "seq", "c_id", "json_each"])(
    "allows a column named %s, a word of SQL or of the storage",
    async (name) => {
      const table = await newTable(stack, { schema: [{ name, type: "text", indexed: true }] });
      await table.add({ [name]: "x" });
      expect((await table.ask({ where: [[name, "=", "x"]] })).rows).toHaveLength(1);
    },
  );
});

describe("a column", () => {
  const schema = [
    { name: "title", type: "text", required: true },
    {
      name: "salary",
      type: "integer",
      indexed: true,
      readableBy: ["owner"],
      writableBy: ["owner"],
    },
    { name: "stage", type: "text", writableBy: ["owner", "editor", "viewer"] },
    { name: "locked", type: "text", writableBy: ["owner"] },
  ];

  it("is readable and writable for the roles in the schema, and unknown to others", async () => {
    const table = await newTable(stack, { schema });
    const [viewer, editor] = [await table.join("viewer"), await table.join("editor")];
    const [id] = await table.add({ title: "a", salary: 5, stage: "new", locked: "x" });
    expect((await table.ask({})).rows[0]?.values).toHaveProperty("salary", 5);
    for (const person of [viewer, editor]) {
      expect((await table.ask({}, person)).rows[0]?.values).not.toHaveProperty("salary");
      const hidden = await table.ask({ where: [["salary", ">", 1]] }, person);
      expect([hidden.status, hidden.detail]).toEqual([422, "Unknown column salary."]);
      const sorted = await table.ask({ order: { column: "salary" } }, person);
      expect(sorted.status).toBe(422);
      const csv = await (await table.send("GET", "/export", undefined, person)).text();
      expect(csv).not.toContain("salary");
    }
    const change = async (person: typeof viewer, values: object) =>
      (await table.send("PATCH", `/rows/${id}`, { values }, person)).status;
    expect(await change(editor, { salary: 9 })).toBe(422);
    expect(await change(editor, { locked: "y" })).toBe(403);
    expect(await change(viewer, { title: "b" })).toBe(403);
    expect(await change(viewer, { stage: "seen" })).toBe(200);
    expect((await table.ask({})).rows[0]?.values).toEqual({
      title: "a",
      salary: 5,
      stage: "seen",
      locked: "x",
    });
  });
});
