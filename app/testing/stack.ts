import { defined } from "@seaworthy/core/defined";
import { startTestStack, type TestStack } from "@seaworthy/stack/testing/stack";
import { contributions } from "./contributions.ts";

export type { TestStack } from "@seaworthy/stack/testing/stack";

export const jwtKeys = {
  current: "current-key-of-at-least-32-characters",
  previous: "previous-key-of-at-least-32-characters",
};

export const operatorToken = "operator-token-of-at-least-32-characters";

const bindings = {
  JWT_SECRET: jwtKeys.current,
  JWT_SECRET_PREVIOUS: jwtKeys.previous,
  OPERATOR_TOKEN: operatorToken,
};

/**
 * The app on real services of its own; `table` replaces the app's modules. Durable Objects are
 * stored in the folder `durableObjects`; by default they end with each Worker.
 */
export async function startStack(
  vars: Readonly<Record<string, string>> = {},
  table?: string,
  durableObjects?: string,
): Promise<TestStack> {
  const configuration = Object.fromEntries(await contributions("configuration"));
  return startTestStack({
    workerRole: "app_worker",
    bindings: { ...bindings, CONFIGURATION: JSON.stringify(configuration), ...vars },
    ...defined({ table, durableObjects }),
  });
}
