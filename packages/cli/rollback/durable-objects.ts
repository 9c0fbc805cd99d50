import { SeaworthyError } from "@seaworthy/core/errors";
import { changedClasses } from "../worker/object-classes.ts";
import type { WorkerVersion } from "../worker/versions.ts";

/**
 * Cloudflare does not roll back across a Durable Object migration. Throws ROLLBACK_REFUSED when the
 * two versions' classes differ.
 */
export function requireSameClasses(old: WorkerVersion, current: WorkerVersion): void {
  const changed = changedClasses(old, current);
  if (changed.length === 0) return;
  throw new SeaworthyError(
    "ROLLBACK_REFUSED",
    `The Durable Object classes changed after version ${old.id}: ${changed.join(", ")}. Cloudflare does not roll back over that. Restore the code in Git, keep the classes, and deploy it: npx seaworthy up. Nothing was changed.`,
  );
}
