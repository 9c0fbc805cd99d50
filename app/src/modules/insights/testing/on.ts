import { defined } from "@seaworthy/core/defined";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { TestStack } from "../../../../testing/stack.ts";
import { newPerson, type Person } from "../../../../testing/tokens.ts";

/** What this module's tests share: one stack, and an admin who publishes. */
export interface On {
  readonly stack: TestStack;
  readonly admin: Person;
}

export interface Ask {
  readonly method?: string;
  readonly by?: Person;
  readonly body?: unknown;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export function ask({ stack }: On, path: string, request: Ask = {}): Promise<Response> {
  const { method, by, body, from, headers, signal } = request;
  return stack.worker.fetch(path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...defined({ authorization: by?.authorization, "cf-connecting-ip": from }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...defined({ body: JSON.stringify(body), signal }),
  });
}

export async function newAdmin(stack: TestStack): Promise<Person> {
  const person = await newPerson();
  await stack.admin`insert into user_roles (user_id, role) values (${person.id}, 'admin')`;
  return person;
}

export async function publish(on: On, title = "An insight", source = "survey"): Promise<string> {
  const body = { title, summary: "What teams say.", source };
  // A new admin each time: an admin may publish 30 a minute.
  const response = await ask(on, "/rest/insights", { by: await newAdmin(on.stack), body });
  return ((await response.json()) as { id: string }).id;
}

/** An open stream: the events received so far, and a function that closes it. */
export async function openStream(on: On, path: string, request: Ask = {}) {
  const client = new AbortController();
  const response = await ask(on, path, { ...request, signal: client.signal });
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? [])
      parser.feed(decoder.decode(bytes, { stream: true }));
  };
  const ended = read().then(
    () => "ended",
    () => "cut",
  );
  return { response, events, ended, leave: () => client.abort() };
}
