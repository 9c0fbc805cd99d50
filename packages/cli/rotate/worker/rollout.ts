import { SeaworthyError } from "@seaworthy/core/errors";
import { listOf, problemsOf, smokePercentage } from "../../worker/smoke-test.ts";
import type { DeployedWorker, Share } from "../../worker/worker.ts";
import { type StackState, versionOf } from "../stack/stack-state.ts";

const canaryPercentage = 10;
/** Responses of the canary that are checked before the full rollout. */
const canaryChecks = 5;

/**
 * Sends all traffic to the version in the state: first almost none, tested through the override
 * header, then a tenth, then all. Resumes where it was interrupted. Throws ROTATION_REFUSED when
 * the version is not as expected; the previous one then stays deployed.
 */
export async function rollOut(
  worker: DeployedWorker,
  state: StackState,
  message: string,
): Promise<void> {
  const versionId = versionOf(state);
  const { shares } = await worker.shares();
  if (servesAlone(shares, versionId)) return;
  const base = mostServed(shares, versionId);
  const split = (percentage: number): Share[] => [
    { versionId, percentage },
    { versionId: base, percentage: 100 - percentage },
  ];
  try {
    await worker.deploy(split(smokePercentage), message);
    await checkVersion(worker, state, versionId);
    await worker.deploy(split(canaryPercentage), message);
    for (let check = 0; check < canaryChecks; check++) await checkVersion(worker, state, versionId);
  } catch (thrown) {
    await worker.deploy([{ versionId: base, percentage: 100 }], `${message}, taken back`);
    throw thrown;
  }
  await worker.deploy([{ versionId, percentage: 100 }], message);
}

export function servesAlone(shares: readonly Share[], versionId: string): boolean {
  return shares.length === 1 && shares[0]?.versionId === versionId;
}

function mostServed(shares: readonly Share[], versionId: string): string {
  const [base] = shares
    .filter((share) => share.versionId !== versionId)
    .sort((a, b) => b.percentage - a.percentage);
  if (base) return base.versionId;
  throw new SeaworthyError("STACK_UNKNOWN", "No version of the Worker is deployed. Run up first.");
}

async function checkVersion(
  worker: DeployedWorker,
  state: StackState,
  versionId: string,
): Promise<void> {
  const problems = listOf(await problemsOf(worker, state, versionId));
  if (problems.length > 0)
    throw new SeaworthyError(
      "ROTATION_REFUSED",
      `Version ${versionId} failed its smoke test: ${problems.join("; ")}.`,
    );
}
