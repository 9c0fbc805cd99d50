import { createHash } from "node:crypto";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasErrno } from "@seaworthy/core/errors";
import { z } from "zod";

const bundleSchema = z.object({
  mainModule: z.string(),
  modules: z.array(
    z.object({ name: z.string(), contentType: z.string(), contentFile: z.string() }),
  ),
});

const recordSchema = z.object({
  sources: z.array(z.string()),
  digest: z.string(),
  bundle: bundleSchema,
});

/** A bundle whose modules are stored in files. */
export type WrittenBundle = z.output<typeof bundleSchema>;

export interface BundleSources {
  /** Folder that the sources' paths are relative to. */
  readonly root: string;
  readonly sources: readonly string[];
}

/** If a source changed less than this before bundling, it is unclear which content was bundled. */
const settleMs = 1000;

/** The previous bundle, if all its sources are unchanged. */
export function readCachedBundle(file: string, root: string): WrittenBundle | undefined {
  const record = recordSchema.safeParse(readJson(file));
  if (!record.success || digestOf({ root, sources: record.data.sources }) !== record.data.digest)
    return undefined;
  return record.data.bundle;
}

/** Stores a bundle for the next run, unless a source changed while bundling. */
export function cacheBundle(
  file: string,
  from: BundleSources,
  bundle: WrittenBundle,
  startedAtMs: number,
): void {
  const digest = digestOf(from);
  const isSettled = (source: string) =>
    changedAtMs(join(from.root, source)) < startedAtMs - settleMs;
  if (digest === undefined || !from.sources.every(isSettled)) return;
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify({ sources: from.sources, digest, bundle }));
  renameSync(fresh, file);
}

/** Undefined when a source is missing. */
function digestOf({ root, sources }: BundleSources): string | undefined {
  const hash = createHash("sha256");
  for (const source of sources) {
    const content = readIfThere(join(root, source));
    if (content === undefined) return undefined;
    hash.update(`${source}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

const changedAtMs = (file: string): number =>
  statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;

function readJson(file: string): unknown {
  try {
    return JSON.parse(readIfThere(file)?.toString("utf8") ?? "null");
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "EISDIR", "ENOTDIR")) return undefined;
    throw thrown;
  }
}
