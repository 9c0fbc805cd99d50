import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user that servers run as. PostgreSQL and PgBouncer refuse to run as root, so under root they
 * run as `postgres` (created by Debian's package) or `nobody`; otherwise as the user who started
 * the local cloud.
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = new Map(
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => [line.split(":")[0], line.split(":")]),
  );
  const entry = users.get("postgres") ?? users.get("nobody");
  return { uid: Number(entry?.[2] ?? 65_534), gid: Number(entry?.[3] ?? 65_534) };
}

/**
 * True when every existing folder on the way to `path` is accessible to all users: the servers'
 * user must reach its data.
 */
export function isReachableByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0o001) & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
