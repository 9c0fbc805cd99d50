import type { Operation, Schema } from "@seaworthy/platform/testing/api-operations";
import { exampleOf } from "@seaworthy/platform/testing/api-operations";
import { issueKey } from "./keys.ts";
import { operatorToken, type TestStack } from "./stack.ts";
import { newPerson, type Person } from "./tokens.ts";

/** A user with every right that a security scheme can grant. */
export interface Caller {
  readonly person: Person;
  /** The headers that authorize an operation. Undefined when no caller can have them. */
  headersFor(operation: Operation): Record<string, string> | undefined;
}

/** An admin who is also an operator and has a key with all scopes. */
export async function newCaller(stack: TestStack, scopes: readonly string[]): Promise<Caller> {
  const person = await newPerson();
  await stack.admin`insert into user_roles (user_id, role) values (${person.id}, 'admin')`;
  const { key } = await issueKey(stack, scopes);
  const headers: Readonly<Record<string, Record<string, string>>> = {
    bearer: { authorization: person.authorization },
    apiKey: { "x-api-key": key },
    operator: { authorization: `Bearer ${operatorToken}` },
  };
  return {
    person,
    headersFor: ({ security: [scheme] }) => (scheme === undefined ? {} : headers[scheme]),
  };
}

/** The URL of an operation, with valid values for its path parameters and the given query. */
export function addressOf(
  { path, parameters }: Operation,
  query: Readonly<Record<string, string>> = {},
  parts: Readonly<Record<string, string>> = {},
) {
  const schemaOf = (name: string): Schema =>
    parameters.find((one) => one.in === "path" && one.name === name)?.schema ?? {};
  const filled = path.replace(/\{(\w+)\}/g, (_part, name: string) =>
    encodeURIComponent(parts[name] ?? String(exampleOf(schemaOf(name)))),
  );
  const needed = parameters
    .filter((one) => one.in === "query" && one.required)
    .map(({ name, schema }) => [name, String(exampleOf(schema))]);
  const search = new URLSearchParams({ ...Object.fromEntries(needed), ...query });
  return search.size === 0 ? filled : `${filled}?${search}`;
}

/** A valid request for the operation. */
export function requestFor(operation: Operation, caller: Caller): RequestInit {
  const headers = {
    ...caller.headersFor(operation),
    ...(operation.body ? { "content-type": "application/json" } : {}),
  };
  return {
    method: operation.method,
    headers,
    ...(operation.body ? { body: JSON.stringify(exampleOf(operation.body)) } : {}),
  };
}
