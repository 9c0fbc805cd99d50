import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pulumiVersion, type ToolchainSource } from "./version.ts";

/**
 * The Go module for building the toolchain: the CLI's pinned version, and the language host's
 * source.
 */
export const goDirectory: string = join(import.meta.dirname, "go");

/**
 * The folder of one toolchain. A built one includes the fingerprint of its inputs, so that
 * checkouts with different language hosts do not overwrite each other's.
 */
export function toolchainDirectory(
  cacheDirectory: string,
  source: ToolchainSource,
  module: string = goDirectory,
): string {
  const name = `${pulumiVersion}-${process.platform}-${process.arch}`;
  return join(
    cacheDirectory,
    "pulumi",
    source === "official download" ? name : `${name}-${fingerprint(module)}`,
  );
}

function fingerprint(directory: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" });
  for (const file of files
    .filter((file) => /(\.go|go\.mod|go\.sum)$/.test(file) && !file.endsWith("_test.go"))
    .sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(directory, file)));
  }
  return hash.digest("hex").slice(0, 12);
}
