import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { modules } from "../src/modules.ts";

/**
 * What `testing/<part>.ts` in the folder of each module exports under that name, by module; those
 * without the file left out.
 */
export async function contributions<T>(part: string): Promise<ReadonlyMap<string, T>> {
  const found = modules
    .map(({ name }: { name: string }) => ({ name, file: fileOf(name, part) }))
    .filter(({ file }) => existsSync(file))
    .map(async ({ name, file }) => {
      const exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object;
      const contribution = (exported as Record<string, T | undefined>)[part];
      if (contribution === undefined) throw new TypeError(`${file} does not export ${part}.`);
      return [name, contribution] as const;
    });
  return new Map(await Promise.all(found));
}

const fileOf = (module: string, part: string): string =>
  join(import.meta.dirname, "../src/modules", module, "testing", `${part}.ts`);
