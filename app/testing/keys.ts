import type { Module } from "@seaworthy/platform/modules/define-module";
import { modules } from "../src/modules.ts";
import type { TestStack } from "./stack.ts";
import { newPerson, type Person } from "./tokens.ts";

export interface IssuedKey {
  readonly id: string;
  readonly key: string;
  readonly owner: Person;
}

/** What a key can be allowed to do in this app, by its modules. */
export const scopesOfApp = modules.flatMap(({ scopes = [] }: Module) => scopes);

/** A new API key, created through the API; by default with one scope, if the app has any. */
export async function issueKey(
  stack: TestStack,
  scopes: readonly string[] = scopesOfApp.slice(0, 1),
): Promise<IssuedKey> {
  const owner = await newPerson();
  const response = await stack.worker.fetch("/rest/api-keys", {
    method: "POST",
    headers: { authorization: owner.authorization, "content-type": "application/json" },
    body: JSON.stringify({ name: "test", scopes }),
  });
  const { id, key } = (await response.json()) as { id: string; key: string };
  return { id, key, owner };
}
