import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { keepModules } from "./keep-modules.ts";
import { packageJson } from "./package-json.ts";
import { readTemplate, type Template, templateFolder } from "./template.ts";

export interface CreateOptions {
  readonly folder: string;
  /** Workloads of the new stack. Default: the template's first. */
  readonly modules?: readonly string[];
  /** A folder with the packages' tarballs, until they are published. */
  readonly tarballs?: string;
}

/** Writes a new stack. Throws USAGE before anything is written. */
export function createStack({ folder, modules, tarballs }: CreateOptions): {
  readonly files: number;
  readonly modules: readonly string[];
} {
  requireEmpty(folder);
  const template = readTemplate();
  const found = tarballs === undefined ? undefined : tarballsIn(tarballs, template);
  const kept = keepModules(templateFolder, template.moduleTable, modules);
  mkdirSync(folder, { recursive: true });
  cpSync(templateFolder, folder, {
    recursive: true,
    filter: (path) => !kept.leftOut.some((left) => path === left || path.startsWith(`${left}/`)),
  });
  writeFileSync(join(folder, template.moduleTable), kept.table);
  finish(folder, packageJson(template, basename(folder), found));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return { files: files.filter((entry) => entry.isFile()).length, modules: kept.names };
}

/** npm renames or drops these when packing, so the template stores them under other names. */
function finish(folder: string, manifest: object): void {
  for (const name of readdirSync(folder).filter((name) => name.startsWith("_")))
    rename(folder, name, name.replace("_", "."));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function rename(folder: string, from: string, to: string): void {
  cpSync(join(folder, from), join(folder, to));
  rmSync(join(folder, from));
}

function requireEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new SeaworthyError(
    "USAGE",
    `${folder} is not empty. Choose a new folder. Nothing was written.`,
  );
}

/** The tarball of each package. Throws USAGE when one is missing. */
function tarballsIn(folder: string, { packages }: Template): ReadonlyMap<string, string> {
  const found = Object.entries(packages).map(([name, version]): [string, string] => [
    name,
    join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`),
  ]);
  const missing = found.filter(([, file]) => !existsSync(file)).map(([, file]) => basename(file));
  if (missing.length === 0) return new Map(found);
  throw new SeaworthyError(
    "USAGE",
    `${folder} lacks ${missing.join(", ")}. Create them with: npm run pack. Nothing was written.`,
  );
}
