import type { TestStack } from "./stack.ts";
import { newPerson, type Person } from "./tokens.ts";

export interface IssuedKey {
  readonly id: string;
  readonly key: string;
  readonly owner: Person;
}

/** A new API key, created through the API. */
export async function issueKey(
  stack: TestStack,
  scopes: readonly string[] = ["feed:read"],
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
