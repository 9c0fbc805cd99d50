import type { AuditLine } from "../audit/trail.ts";

/** What the audit trail calls an end that leaves the version in `from` as one not to go back to. */
const takenBack: ReadonlySet<string> = new Set(["rollback", "rollout-failed"]);

/** Versions that were taken back, and not chosen by a person since. */
export function badVersions(lines: readonly AuditLine[]): string[] {
  const bad = new Set<string>();
  for (const { what, from, to } of lines) {
    if (takenBack.has(what)) bad.add(from);
    bad.delete(to);
  }
  return [...bad];
}
