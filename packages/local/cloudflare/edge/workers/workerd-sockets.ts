import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { serverUser } from "../../../kernel/processes/server-user.ts";

/**
 * The edge connects to workerd through socket files in a folder that only the servers' user can
 * enter. A TCP port would be open to every web page and every user of the machine, and would lose
 * the end of a response when workerd closes a connection on which a request body is still arriving
 * (TCP resets it; a socket file keeps what was written).
 */
export interface SocketFolder {
  readonly path: string;
  /** Reserves file names for one runtime. */
  reserve(): SocketFiles;
  remove(): void;
}

export interface SocketFiles {
  /** `<folder>/<number>`; socket files are `<prefix>-<name>`. */
  readonly prefix: string;
  remove(): void;
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, including the trailing zero. */
const longestPath = 103;
const longestName = "/9999-entry:0";

/** Inside `parent`, or in a new temporary folder if that path is too long. */
export function openSocketFolder(parent: string): SocketFolder {
  const wanted = join(parent, "workerd");
  const fits = Buffer.byteLength(wanted + longestName) <= longestPath;
  if (fits) {
    // Files left by a killed cloud.
    rmSync(wanted, { recursive: true, force: true });
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
  }
  const path = fits ? wanted : mkdtempSync(join(tmpdir(), "seaworthy-"));
  chmodSync(path, 0o700);
  const user = serverUser();
  if (user) chownSync(path, user.uid, user.gid);
  let reserved = 0;
  return {
    path,
    reserve: () => {
      const prefix = join(path, String(++reserved));
      return { prefix, remove: () => removeFiles(prefix) };
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function removeFiles(prefix: string): void {
  const folder = dirname(prefix);
  for (const file of readdirSync(folder))
    if (file.startsWith(`${basename(prefix)}-`)) rmSync(join(folder, file), { force: true });
}
