import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who the servers run as. PostgreSQL and PgBouncer refuse root, so under root they become
 * `postgres` (which Debian's package creates) or `nobody`; otherwise they belong to the user who
 * started the local cloud.
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
 * True when anybody may pass through every folder on the way to `path` that there is: the servers'
 * user must reach its data.
 */
export function isReachableByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0o001) & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
