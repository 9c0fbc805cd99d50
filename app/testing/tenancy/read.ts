import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { modules } from "../../src/modules.ts";
import { platformTenancy } from "./platform.ts";
import type { Tenancy } from "./tenancy.ts";

/** The platform's and that of each module in the table. */
export async function readTenancy(): Promise<readonly Tenancy[]> {
  const files = modules
    .map(({ name }: { name: string }) => join(import.meta.dirname, "../../src/modules", name))
    .map((folder) => join(folder, "testing", "tenancy.ts"))
    .filter((file) => existsSync(file));
  const read = files.map(async (file) => {
    const url = pathToFileURL(file).href;
    return ((await import(/* @vite-ignore */ url)) as { tenancy: Tenancy }).tenancy;
  });
  return [platformTenancy, ...(await Promise.all(read))];
}

export const merged = <T>(all: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.assign({}, ...all);
