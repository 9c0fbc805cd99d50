import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { createTestStack, type TestStack } from "../harness.ts";

/** A running stack, and a checkout whose program renames all its components. */
export interface RenamedStack {
  readonly stack: TestStack;
  readonly renamed: CheckoutCopy;
  close(): Promise<void>;
}

export async function createRenamedStack(): Promise<RenamedStack> {
  const stack = createTestStack();
  const renamed = copyCheckout();
  try {
    renameComponents(renamed, "renamed", { withAliases: true });
    await stack.up();
  } catch (thrown) {
    renamed.remove();
    await stack.close();
    throw thrown;
  }
  return {
    stack,
    renamed,
    close: async () => {
      renamed.remove();
      await stack.close();
    },
  };
}

/**
 * `new Edge("edge", { … })` → `new Edge("renamed-edge", { … }, { aliases: [{ name: "edge" }] })`.
 */
export function renameComponents(
  { root }: CheckoutCopy,
  prefix: string,
  { withAliases }: { readonly withAliases: boolean },
): void {
  const file = join(root, "infra", "index.ts");
  const text = readFileSync(file, "utf8");
  const declarations = [...text.matchAll(/new [A-Z]\w+(?:<\w+>)?\("([\w-]+)", /g)].reverse();
  if (declarations.length < 6)
    throw new RangeError(`${file} has only ${declarations.length} components.`);
  const changed = declarations.reduce((source, { 0: head, 1: name, index }) => {
    const end = endOfCall(source, index + head.indexOf("("));
    const call = source.slice(index, end).replace(`"${name}"`, `"${prefix}-${name}"`);
    const options = withAliases ? `, { aliases: [{ name: "${name}" }] }` : "";
    return `${source.slice(0, index)}${call}${options})${source.slice(end + 1)}`;
  }, text);
  writeFileSync(file, changed);
}

/** The position of the matching closing parenthesis. */
function endOfCall(source: string, opened: number): number {
  let depth = 0;
  for (let at = opened; at < source.length; at++) {
    if (source[at] === "(") depth += 1;
    if (source[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  throw new RangeError("A call is not closed.");
}
