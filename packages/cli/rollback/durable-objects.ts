import { SeaworthyError } from "@seaworthy/core/errors";
import type { WorkerVersion } from "../worker/versions.ts";

/**
 * Cloudflare does not roll back across a Durable Object migration. Throws ROLLBACK_REFUSED when the
 * two versions' classes differ.
 */
export function requireSameClasses(old: WorkerVersion, current: WorkerVersion): void {
  const [then, now] = [classesOf(old), classesOf(current)];
  const changed = [
    ...[...now.keys()].filter((name) => !then.has(name)).map((name) => `${name} was added`),
    ...[...then.keys()].filter((name) => !now.has(name)).map((name) => `${name} was removed`),
    ...[...now].flatMap(([name, kind]) =>
      then.has(name) && then.get(name) !== kind ? [`${name} has another storage`] : [],
    ),
    ...(old.migration_tag === current.migration_tag
      ? []
      : [`migration ${current.migration_tag ?? "none"} was applied`]),
  ];
  if (changed.length === 0) return;
  throw new SeaworthyError(
    "ROLLBACK_REFUSED",
    `The Durable Object classes changed after version ${old.id}: ${changed.join(", ")}. Cloudflare does not roll back over that. Restore the code in Git, keep the classes, and deploy it: npx seaworthy up. Nothing was changed.`,
  );
}

/** By name, with their storage. */
const classesOf = ({ exports = {} }: WorkerVersion): Map<string, string> =>
  new Map(
    Object.entries(exports)
      .filter(([, one]) => typeof one === "object" && one !== null)
      .map(([name, one]) => [name, JSON.stringify(one)]),
  );
