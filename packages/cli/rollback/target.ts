import { SeaworthyError } from "@seaworthy/core/errors";
import { isDevVersion } from "../worker/dev-versions.ts";
import type { WorkerVersion } from "../worker/versions.ts";

export interface TargetQuestion {
  /** All versions that Cloudflare has, newest first. */
  readonly versions: readonly WorkerVersion[];
  /** The currently deployed version. */
  readonly serving: string;
  /** A second deployed version, during a rollout. */
  readonly beside?: string | undefined;
  /** Versions that a rollback or the gate took back. */
  readonly bad: readonly string[];
  /** Equal for two versions with the same code. */
  readonly codeOf: (versionId: string) => Promise<string>;
}

/**
 * The last good version before the live one: the newest older version with other code, whose code
 * was never taken back. A rotation's versions share their predecessor's code, so returning to one
 * would change nothing. Throws ROLLBACK_REFUSED if no version qualifies.
 */
export async function defaultTarget(question: TargetQuestion): Promise<WorkerVersion> {
  const { versions, serving, beside, bad, codeOf } = question;
  if (beside !== undefined) return named(versions, beside);
  const current = named(versions, serving);
  const known = new Set(versions.map(({ id }) => id));
  const avoided = new Set(
    await Promise.all([serving, ...bad.filter((id) => known.has(id))].map(codeOf)),
  );
  for (const version of versions) {
    if (version.number >= current.number || isDevVersion(version)) continue;
    if (!avoided.has(await codeOf(version.id))) return version;
  }
  throw new SeaworthyError(
    "ROLLBACK_REFUSED",
    `No version with other code served before ${serving}. Name one, or deploy the code of an earlier commit: npx seaworthy up. Nothing was changed.`,
  );
}

/** Throws USAGE for an unknown version or an ambiguous prefix. */
export function named(versions: readonly WorkerVersion[], given: string): WorkerVersion {
  const exact = versions.find(({ id }) => id === given);
  if (exact) return exact;
  const found = given.length < 6 ? [] : versions.filter(({ id }) => id.startsWith(given));
  const [only] = found;
  if (only && found.length === 1) return only;
  const newest = versions.slice(0, 5).map(({ id, created_on }) => `${id} (${created_on})`);
  throw new SeaworthyError(
    "USAGE",
    `${found.length > 1 ? `Several versions begin with ${given}` : `The Worker has no version ${given}`}. The newest: ${newest.join(", ")}. Nothing was changed.`,
  );
}
