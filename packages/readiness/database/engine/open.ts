import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { Extension, PGlite } from "@electric-sql/pglite";
import { readPrelude } from "../prelude/prelude.ts";
import { cacheFile, fingerprintOfCode, readCached, writeCached } from "./cache.ts";
import { extensionFiles } from "./stand-in-extensions.ts";

/** Extensions enabled in every Supabase project; a dump does not include their files. */
const always = ["pgcrypto", "uuid-ossp"];
/** PGlite's own, by their PostgreSQL names where these differ. */
const modules: Readonly<Record<string, string>> = { "uuid-ossp": "uuid_ossp" };
const optional = [
  ...["btree_gin", "btree_gist", "citext", "cube", "dict_int", "earthdistance", "fuzzystrmatch"],
  ...["hstore", "intarray", "isn", "ltree", "moddatetime", "pg_stat_statements", "pg_trgm"],
  ...["seg", "tablefunc", "unaccent", "bloom", "lo", "amcheck", "pg_buffercache", "pageinspect"],
];

/** Its own default is 128 MB: initializing them took a sixth of the start. */
const buffers = ["-c", "shared_buffers=16MB"];

const preludes = ["roles", "auth", "storage", "tracking"] as const;

/**
 * An in-process PostgreSQL with the contents of a new Supabase project. Loaded from the user's
 * cache folder if an earlier run left it there, because creating it takes seconds.
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
  const file = dumpFile();
  const cached = readCached(file);
  const engine = await PGlite.create({
    extensions,
    startParams: [...PGlite.defaultStartParams, ...buffers],
    ...(cached === undefined ? {} : { loadDataDir: new Dump(gunzipSync(cached)) }),
  });
  if (cached === undefined) {
    for (const part of preludes) await engine.exec(readPrelude(part));
    writeCached(file, Buffer.from(await (await engine.dumpDataDir("gzip")).arrayBuffer()));
  }
  for (const [name, content] of extensionFiles())
    engine.Module.FS.writeFile(`/pglite/share/postgresql/extension/${name}`, content);
  return engine;
}

/** A tar file of a database. A plain Blob would copy its 40 MB twice. */
class Dump extends Blob {
  readonly #content: Buffer<ArrayBuffer>;

  constructor(content: Buffer<ArrayBuffer>) {
    super([]);
    this.#content = content;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.#content;
    return byteLength === buffer.byteLength
      ? buffer
      : buffer.slice(byteOffset, byteOffset + byteLength);
  }
}

/** Each PGlite module exports a single extension. */
async function load(module: string): Promise<Extension> {
  const loaded: Readonly<Record<string, Extension>> = await import(
    `@electric-sql/pglite/contrib/${module}`
  );
  const [extension] = Object.values(loaded);
  if (extension === undefined) throw new TypeError(`PGlite's ${module} exports no extension`);
  return extension;
}

/** One file per version of the prelude and of PGlite: an outdated one is never read. */
function dumpFile(): string {
  const hash = createHash("sha256").update(fingerprintOfCode());
  return cacheFile("dumps", hash.digest("hex").slice(0, 16), ".tar.gz");
}
