import type { TestStack } from "../stack.ts";
import { newTable, type TestTable } from "../tables/table.ts";
import { newPerson } from "../tokens.ts";
import { vapiRequest } from "../voice/signed-requests.ts";
import type { Writer } from "./ledger.ts";

/** One request, never retried: a retry would be a second write. */
export type SendOnce = (path: string, init: RequestInit) => Promise<Response>;

const json = async (body: object, headers: Readonly<Record<string, string>> = {}) => ({
  method: "POST",
  headers: {
    authorization: (await newPerson()).authorization,
    "content-type": "application/json",
    ...headers,
  },
  body: JSON.stringify(body),
});

export const postBody = (n: number) => `post ${n} under kills`;
export const rowTitle = (n: number) => `row ${n} under kills`;
export const topicOf = (n: number) => `topic ${n} under kills`;
export const callOf = (n: number) => `killed-${Math.floor(n / 3)}`;
export const eventIdOf = (n: number) => `kills-event-${n}`;
const assistantId = "assistant-under-kills";

/** A vendor's events, three per call; each is sent until it is accepted, and every fifth twice. */
const events = (send: SendOnce): Writer => ({
  name: "events",
  repeats: true,
  send: async (n) => {
    const call = { id: callOf(n), assistantId };
    const message = [
      { type: "status-update", status: "ringing", call },
      { type: "status-update", status: "in-progress", call },
      { type: "end-of-call-report", endedReason: "customer-ended-call", transcript: "Hi.", call },
    ][n % 3];
    const deliver = async () =>
      (await send("/webhooks/vapi", await vapiRequest({ message }, { id: eventIdOf(n) }))).ok;
    return n % 5 === 0 ? (await deliver()) && deliver() : deliver();
  },
});

/** Posts without an idempotency key: not retried without a response. */
const posts = (send: SendOnce): Writer => ({
  name: "posts",
  repeats: false,
  send: async (n) => (await send("/rest/posts", await json({ body: postBody(n) }))).status === 201,
});

/** Research with an idempotency key: retried until acknowledged, but started once. */
const research = (send: SendOnce): Writer => {
  const requests = new Map<number, Promise<RequestInit>>();
  return {
    name: "research",
    repeats: true,
    send: async (n) => {
      const fresh = () => json({ topic: topicOf(n) }, { "idempotency-key": `"research-${n}"` });
      const request = requests.get(n) ?? fresh();
      requests.set(n, request);
      return (await send("/rest/research", await request)).status === 202;
    },
  };
};

/** Rows of typed tables, acknowledged by a Durable Object. */
const rows = (send: SendOnce, tables: readonly TestTable[]): Writer => ({
  name: "rows",
  repeats: false,
  send: async (n) => {
    const table = tables[n % tables.length];
    const { headers, ...rest } = await json({ values: { title: rowTitle(n), rank: n } });
    const authorization = table?.owner.authorization ?? "";
    const request = { ...rest, headers: { ...headers, authorization } };
    return (await send(`/rest/tables/${table?.id}/rows`, request)).status === 201;
  },
});

export interface Writers {
  readonly all: readonly Writer[];
  readonly tables: readonly TestTable[];
}

/** Writers of every kind, and what they need. */
export async function openWriters(stack: TestStack, send: SendOnce): Promise<Writers> {
  const owner = await newPerson();
  await stack.admin`insert into call_agents (vendor, vendor_agent_id, owner_id)
    values ('vapi', ${assistantId}, ${owner.id})`;
  const tables = await Promise.all(Array.from({ length: 8 }, () => newTable(stack)));
  return { tables, all: [events(send), posts(send), research(send), rows(send, tables)] };
}
