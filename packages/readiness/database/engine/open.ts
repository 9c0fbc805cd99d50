import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Extension, PGlite } from "@electric-sql/pglite";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { hasErrno } from "@seaworthy/core/errors";
import { extensionFiles } from "./stand-in-extensions.ts";

/** Extensions that a Supabase project has from the start; their files are not in a dump. */
const always = ["pgcrypto", "uuid-ossp"];
/** PGlite's own, by the names that PostgreSQL knows them by, where these differ. */
const modules: Readonly<Record<string, string>> = { "uuid-ossp": "uuid_ossp" };
const optional = [
  ...["btree_gin", "btree_gist", "citext", "cube", "dict_int", "earthdistance", "fuzzystrmatch"],
  ...["hstore", "intarray", "isn", "ltree", "moddatetime", "pg_stat_statements", "pg_trgm"],
  ...["seg", "tablefunc", "unaccent", "bloom", "lo", "amcheck", "pg_buffercache", "pageinspect"],
];

const preludeFolder = join(import.meta.dirname, "../prelude");
const preludes = ["roles.sql", "auth.sql", "storage.sql", "tracking.sql"];

/**
 * A PostgreSQL in this process that has what a new Supabase project has. It is loaded from the
 * user's cache folder where an earlier run left it, as making it takes seconds.
 *
 * @param sql what will be run, for the extensions that it names.
 */
export async function openEngine(sql: string): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  const wanted = [
    ...always,
    ...optional.filter((name) => new RegExp(`\\b${name}\\b`, "i").test(sql)),
  ];
  const extensions = Object.fromEntries(
    await Promise.all(
      wanted.map(async (name) => [name, await load(modules[name] ?? name)] as const),
    ),
  );
  const cached = readCache();
  const engine = await PGlite.create({
    extensions,
    ...(cached === undefined ? {} : { loadDataDir: new Blob([new Uint8Array(cached)]) }),
  });
  if (cached === undefined) {
    for (const name of preludes) await engine.exec(readFileSync(join(preludeFolder, name), "utf8"));
    writeCache(Buffer.from(await (await engine.dumpDataDir("gzip")).arrayBuffer()));
  }
  for (const [name, content] of extensionFiles())
    engine.Module.FS.writeFile(`/pglite/share/postgresql/extension/${name}`, content);
  return engine;
}

/** Each of PGlite's modules exports the one extension. */
async function load(module: string): Promise<Extension> {
  const loaded: Readonly<Record<string, Extension>> = await import(
    `@electric-sql/pglite/contrib/${module}`
  );
  const [extension] = Object.values(loaded);
  if (extension === undefined) throw new TypeError(`PGlite's ${module} exports no extension`);
  return extension;
}

/** A file for each version of the prelude and of PGlite: an old one is never read. */
function cacheFile(): string {
  const hash = createHash("sha256");
  for (const name of preludes) hash.update(readFileSync(join(preludeFolder, name)));
  const pglite = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.resolve("@electric-sql/pglite")), "utf8"),
  ) as { version: string };
  hash.update(pglite.version);
  return join(userCacheDirectory(), "catalog", `${hash.digest("hex").slice(0, 16)}.tar.gz`);
}

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cacheFile());
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw thrown;
  }
}

/** Under another name first: two checks at once, or one that is cut off, leave a whole file. */
function writeCache(dump: Buffer): void {
  const file = cacheFile();
  const folder = join(file, "..");
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, dump);
    renameSync(draft, file);
    for (const old of readdirSync(folder))
      if (old.endsWith(".tar.gz") && join(folder, old) !== file) rmSync(join(folder, old));
  } catch (thrown) {
    // Without a cache each check starts slower, and that is all.
    if (!hasErrno(thrown, "EACCES", "EROFS", "ENOSPC", "ENOTDIR", "EPERM", "ENOENT")) throw thrown;
  }
}
