import { SeaworthyError } from "@seaworthy/core/errors";
import { credentialIn, namesIn, type StackState, versionOf } from "../rotate/stack/stack-state.ts";
import { codeReader } from "../worker/code.ts";
import type { Deployed } from "../worker/deployed.ts";
import { isDevVersion } from "../worker/dev-versions.ts";
import type { WorkerVersion } from "../worker/versions.ts";
import type { Share } from "../worker/worker.ts";
import { replacedSince } from "./bindings.ts";
import { requireSameClasses } from "./durable-objects.ts";
import { defaultTarget, named } from "./target.ts";

/** A planned rollback; nothing has been done yet. */
export interface RollbackPlan {
  readonly serving: readonly Share[];
  /** The version to take back. */
  readonly from: WorkerVersion;
  readonly target: WorkerVersion;
  /** The version with the current secrets. */
  readonly current: WorkerVersion;
  /**
   * Secrets that require uploading the old code again; if none, the version is deployed as it is.
   */
  readonly replaced: readonly string[];
}

export interface PlanQuestion {
  readonly state: StackState;
  readonly stack: string;
  readonly deployed: Deployed;
  /** Default: the last good one. */
  readonly version?: string | undefined;
  readonly bad: readonly string[];
}

/** Throws ROLLBACK_REFUSED and USAGE, with what to type. */
export async function planRollback(question: PlanQuestion): Promise<RollbackPlan> {
  const { state, stack, deployed, version, bad } = question;
  const { worker, versions } = deployed;
  const [{ shares }, all] = await Promise.all([worker.shares(), versions.list()]);
  const { serving, beside } = servingOf(shares, versionOf(state));
  const served = await Promise.all(shares.map(({ versionId }) => versions.read(versionId)));
  refuseDev(served, stack);
  const target =
    version === undefined
      ? await defaultTarget({
          ...{ versions: all, serving, beside, bad },
          codeOf: codeReader(versions),
        })
      : named(all, version);
  if (shares.length === 1 && target.id === serving)
    throw new SeaworthyError("USAGE", `Version ${target.id} serves already. Nothing was changed.`);
  const [from, current] = await Promise.all([
    versions.read(serving),
    versions.read(versionOf(state)),
  ]);
  requireSameClasses(target, from);
  return { serving: shares, from, target, current, replaced: replaced(state, target, current) };
}

/** Of two deployed versions, the one that a rollout or rotation introduces is taken back. */
function servingOf(
  shares: readonly Share[],
  ofStack: string,
): { readonly serving: string; readonly beside?: string | undefined } {
  const [most, least] = shares.toSorted((a, b) => b.percentage - a.percentage);
  if (most === undefined)
    throw new SeaworthyError(
      "ROLLBACK_REFUSED",
      "No version of the Worker serves. Bring the stack up first: npx seaworthy up.",
    );
  if (least === undefined) return { serving: most.versionId };
  return most.versionId === ofStack
    ? { serving: most.versionId, beside: least.versionId }
    : { serving: least.versionId, beside: most.versionId };
}

function refuseDev(served: readonly WorkerVersion[], stack: string): void {
  if (!served.some(isDevVersion)) return;
  throw new SeaworthyError(
    "ROLLBACK_REFUSED",
    `A version of \`seaworthy dev\` serves. End dev with Ctrl-C, or type: npx seaworthy up ${stack}. Then roll back. Nothing was changed.`,
  );
}

/** Secrets whose current values the old version lacks, or has with the wrong binding. */
function replaced(state: StackState, target: WorkerVersion, current: WorkerVersion): string[] {
  const open = namesIn(state).filter((name) => credentialIn(state, name).phase !== "steady");
  return [...new Set([...replacedSince(target, current), ...open])];
}
