import type { Operation, Schema } from "@seaworthy/platform/testing/api-operations";
import { exampleOf } from "@seaworthy/platform/testing/api-operations";
import { issueKey } from "./keys.ts";
import { operatorToken, type TestStack } from "./stack.ts";
import { newPerson, type Person } from "./tokens.ts";

/** Someone with every right that a security scheme can give. */
export interface Caller {
  readonly person: Person;
  /**
   * The headers by which an operation lets them in. Undefined when it wants something that nobody
   * here has.
   */
  headersFor(operation: Operation): Record<string, string> | undefined;
}

/** An admin who also is an operator and has a key with all the scopes that there are. */
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

/**
 * The address of an operation, with a value that is allowed for each part of its path and those
 * given for its query.
 */
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

/** A request that the operation is described to take. */
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
