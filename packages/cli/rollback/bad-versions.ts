import type { AuditLine } from "../audit/trail.ts";

/** Audit actions after which the version in `from` counts as bad. */
const takenBack: ReadonlySet<string> = new Set(["rollback", "rollout-failed"]);

/** Versions that were taken back and not chosen by an operator since. */
export function badVersions(lines: readonly AuditLine[]): string[] {
  const bad = new Set<string>();
  for (const { what, from, to } of lines) {
    if (takenBack.has(what)) bad.add(from);
    bad.delete(to);
  }
  return [...bad];
}
