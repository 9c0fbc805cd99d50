import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { hasErrno } from "@seaworthy/core/errors";
import { z } from "zod";
import { type ToolchainSource, toolchainSources } from "../version.ts";

const manifestSchema = z.strictObject({
  version: z.string(),
  source: z.enum(toolchainSources),
  /** ISO 8601. */
  madeAt: z.string(),
  files: z
    .array(
      z.strictObject({
        path: z.string(),
        bytes: z.number(),
        modifiedMs: z.number(),
        sha256: z.string(),
      }),
    )
    .min(1),
});

/**
 * Content list of a complete toolchain folder. Written last, so a folder without it is incomplete.
 */
export type Manifest = z.infer<typeof manifestSchema>;

const fileName = "manifest.json";

export async function writeManifest(
  directory: string,
  facts: { version: string; source: ToolchainSource; paths: readonly string[] },
): Promise<void> {
  const files = await Promise.all(facts.paths.map((path) => describeFile(directory, path)));
  const manifest: Manifest = {
    version: facts.version,
    source: facts.source,
    madeAt: new Date().toISOString(),
    files,
  };
  writeFileSync(join(directory, fileName), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function describeFile(directory: string, path: string): Promise<Manifest["files"][number]> {
  const stats = statSync(join(directory, path));
  return {
    path,
    bytes: stats.size,
    modifiedMs: Math.floor(stats.mtimeMs),
    sha256: await sha256(join(directory, path)),
  };
}

/** Undefined when it is missing or invalid. */
export function readManifest(directory: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(readFileSync(join(directory, fileName), "utf8")))
      .data;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || hasErrno(thrown, "ENOENT", "ENOTDIR")) return undefined;
    throw thrown;
  }
}

/**
 * What is wrong with a toolchain folder, or undefined. A file with the recorded size and time
 * counts as unchanged; one with another time (a restored backup) is hashed, and with `thorough`
 * every file is.
 */
export async function findDamage(
  directory: string,
  options: { thorough?: boolean } = {},
): Promise<string | undefined> {
  const manifest = readManifest(directory);
  if (!manifest) return "it has no valid manifest: the installation was never finished";
  for (const file of manifest.files) {
    const stats = statSync(join(directory, file.path), { throwIfNoEntry: false });
    if (!stats) return `${file.path} is missing`;
    if (stats.size !== file.bytes) return `${file.path} has ${stats.size} bytes, not ${file.bytes}`;
    const isTouched = Math.floor(stats.mtimeMs) !== file.modifiedMs;
    if (
      (isTouched || options.thorough) &&
      (await sha256(join(directory, file.path))) !== file.sha256
    ) {
      return `${file.path} was modified after installation (its SHA-256 differs)`;
    }
  }
  return undefined;
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
