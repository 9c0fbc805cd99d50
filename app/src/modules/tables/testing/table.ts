import { defined } from "@seaworthy/core/defined";
import { type Listener, listen } from "@seaworthy/platform/testing/listener";
import { expect } from "vitest";
import type { TestStack } from "../../../../testing/stack.ts";
import { newPerson, type Person } from "../../../../testing/tokens.ts";
import type { TestWorker } from "../../../../testing/worker.ts";

/** A table of a new user. */
export interface TestTable {
  readonly id: string;
  readonly owner: Person;
  send(method: string, path: string, body?: unknown, person?: Person): Promise<Response>;
  /** Adds rows in one batch and returns their ids. */
  add(...rows: readonly object[]): Promise<readonly string[]>;
  ask(query: object, person?: Person): Promise<Answer>;
  join(role: "editor" | "viewer"): Promise<Person>;
  listen(person?: Person): Promise<Listener>;
  evict(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly rows: readonly { readonly id: string; readonly values: Record<string, unknown> }[];
  readonly nextCursor: string | null;
  readonly detail?: string;
  readonly code?: string;
}

export const columns: readonly object[] = [
  { name: "title", type: "text", required: true },
  { name: "rank", type: "integer", required: true, indexed: true },
  { name: "price", type: "number" },
  { name: "done", type: "boolean", indexed: true },
  { name: "due", type: "timestamp" },
];

export async function newTable(
  stack: TestStack,
  options: { schema?: readonly object[]; worker?: TestWorker; owner?: Person } = {},
): Promise<TestTable> {
  const { schema = columns, worker = stack.worker, owner = await newPerson() } = options;
  const sendTo = (method: string, path: string, body?: unknown, person = owner) =>
    worker.fetch(path, {
      method,
      headers: { authorization: person.authorization, "content-type": "application/json" },
      ...defined({ body: JSON.stringify(body) }),
    });
  const made = await sendTo("POST", "/rest/tables", { name: "test", columns: schema });
  expect(made.status, "creating the table").toBe(201);
  const { id } = (await made.json()) as { id: string };
  const send: TestTable["send"] = (method, path, body, person) =>
    sendTo(method, `/rest/tables/${id}${path}`, body, person);
  return {
    id,
    owner,
    send,
    add: async (...rows) => {
      const changes = rows.map((values) => ({ op: "insert", values }));
      const answer = await send("POST", "/rows/batch", { changes });
      return ((await answer.json()) as { ids: string[] }).ids;
    },
    ask: async (query, person) => {
      const answer = await send("POST", "/query", query, person);
      return { status: answer.status, ...((await answer.json()) as Omit<Answer, "status">) };
    },
    join: async (role) => {
      const person = await newPerson();
      await send("PUT", `/members/${person.id}`, { role });
      return person;
    },
    listen: (person = owner) =>
      listen(new URL(`/rest/tables/${id}/live`, worker.url), {
        authorization: person.authorization,
      }),
    evict: () => worker.evict("TableObject", id),
  };
}
