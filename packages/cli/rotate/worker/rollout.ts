import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { secretNamed } from "../../stack/manifest.ts";
import {
  type CredentialView,
  generationOf,
  operatorTokenOf,
  otherSlot,
  type StackState,
  secretIn,
  versionOf,
} from "../stack/stack-state.ts";
import { type DeployedWorker, newChallenge, proofOf, type Share } from "./worker.ts";

/** The least that Cloudflare sends to a version; requests with its override header reach it. */
const smokePercentage = 0.01;
const canaryPercentage = 10;
const readyWithinMs = 5_000;
const readyPollMs = 200;
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

/** Whether that version holds what the state says, and reaches everything that it needs. */
async function checkVersion(
  worker: DeployedWorker,
  state: StackState,
  versionId: string,
): Promise<void> {
  const challenge = newChallenge();
  const answer = await worker.generations(operatorTokenOf(state), challenge, versionId);
  const wrong = [
    ...(answer.versionId === versionId ? [] : [`version ${answer.versionId} responded instead`]),
    ...wrongKeys(state, challenge, answer.holds),
    ...((await becomesReady(worker, versionId)) ? [] : ["it cannot reach the database or Redis"]),
  ];
  if (wrong.length > 0)
    throw new SeaworthyError(
      "ROTATION_REFUSED",
      `Version ${versionId} failed its smoke test: ${wrong.join("; ")}.`,
    );
}

/** One slow answer is no reason to take a version back. */
async function becomesReady(worker: DeployedWorker, versionId: string): Promise<boolean> {
  for (
    const deadline = performance.now() + readyWithinMs;
    performance.now() < deadline;
    await delay(readyPollMs)
  ) {
    if (await worker.isReady(versionId)) return true;
  }
  return false;
}

/** Secrets of which a version does not hold what the state says, each as a reason. */
export function wrongKeys(
  state: StackState,
  challenge: string,
  holds: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.entries(holds).flatMap(([name, proofs]) => {
    const credential = state.credentials[name];
    // A third party's key that the stack does not have, or a workload's that is not bound.
    if (!credential)
      return proofs.length === 0 ? [] : [`it has ${name}, which the stack does not have`];
    const expected = keysOf(credential, acceptsBoth(state, name)).map((key) =>
      proofOf(challenge, key),
    );
    const matches =
      expected.length === proofs.length &&
      expected.every((proof, index) => proof === proofs[index]);
    return matches
      ? []
      : [`it does not have ${name} of generation ${generationOf(credential, credential.slot)}`];
  });
}

/** Which keys a version holds, that in use first. One that nobody has given yet is none. */
const acceptsBoth = ({ manifest }: StackState, name: string): boolean =>
  secretNamed(manifest, name).acceptsBoth;

function keysOf(credential: CredentialView, holdsBoth: boolean): string[] {
  const other = credential.phase === "steady" || !holdsBoth ? [] : [otherSlot(credential.slot)];
  return [credential.slot, ...other]
    .map((slot) => secretIn(credential, slot))
    .filter((key) => key !== "");
}
