import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepModules } from "create-seaworthy/keep-modules";
import type { CheckoutCopy } from "./checkout-copy.ts";

const tableFile = join("app", "src", "modules.ts");

/** Deletes all other workloads as a team would: their folders and their lines in the table. */
export function keepOnly({ root }: CheckoutCopy, names: readonly string[]): void {
  const { table, leftOut } = keepModules(root, tableFile, names);
  for (const folder of leftOut) rmSync(folder, { recursive: true });
  writeFileSync(join(root, tableFile), table);
}
