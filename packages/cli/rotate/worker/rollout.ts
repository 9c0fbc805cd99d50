import { SeaworthyError } from "@seaworthy/core/errors";
import { listOf, problemsOf, smokePercentage } from "../../worker/smoke-test.ts";
import type { DeployedWorker, Share } from "../../worker/worker.ts";
import { type StackState, versionOf } from "../stack/stack-state.ts";

const canaryPercentage = 10;
/** Answers of the canary that are looked at before everybody gets it. */
const canaryChecks = 5;

/**
 * Sends all traffic to the version that the state names: first next to none, tried by the override
 * header, then a tenth, then all. Does what is left to do when it is begun again. Throws
 * ROTATION_REFUSED when the version is not what it should be; the one that served then still does.
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
