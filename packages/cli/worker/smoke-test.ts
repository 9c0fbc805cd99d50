import { setTimeout as delay } from "node:timers/promises";
import {
  type CredentialView,
  generationOf,
  operatorTokenOf,
  otherSlot,
  type StackState,
  secretIn,
} from "../rotate/stack/stack-state.ts";
import { secretNamed } from "../stack/manifest.ts";
import { type DeployedWorker, newChallenge, proofOf } from "./worker.ts";

/**
 * The smallest share that Cloudflare allows; requests with the override header then reach the
 * version.
 */
export const smokePercentage = 0.01;

const readyWithinMs = 5_000;
const readyPollMs = 200;

/** What is wrong with a version. */
export interface Problems {
  /** Secrets of the stack that it lacks, or has with other than the current values. */
  readonly secrets: readonly string[];
  readonly others: readonly string[];
}

export const listOf = ({ secrets, others }: Problems): string[] => [...others, ...secrets];

/** Tests one version through the override header. */
export async function problemsOf(
  worker: DeployedWorker,
  state: StackState,
  versionId: string,
): Promise<Problems> {
  const challenge = newChallenge();
  const answer = await worker.generations(operatorTokenOf(state), challenge, versionId);
  const others = [
    ...(answer.versionId === versionId ? [] : [`version ${answer.versionId} responded instead`]),
    ...((await becomesReady(worker, versionId)) ? [] : ["it cannot reach the database or Redis"]),
  ];
  return { secrets: wrongKeys(state, challenge, answer.holds), others };
}

/** One slow response is no reason to take a version back. */
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

/** Secrets for which a version does not have the state's values, each as a reason. */
export function wrongKeys(
  state: StackState,
  challenge: string,
  holds: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.entries(holds).flatMap(([name, proofs]) => {
    const credential = state.credentials[name];
    // A third party's key that the stack does not have, or an unbound one of a workload.
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

/** Which keys a version must have, the one in use first. A key not supplied yet is omitted. */
const acceptsBoth = ({ manifest }: StackState, name: string): boolean =>
  secretNamed(manifest, name).acceptsBoth;

function keysOf(credential: CredentialView, holdsBoth: boolean): string[] {
  const other = credential.phase === "steady" || !holdsBoth ? [] : [otherSlot(credential.slot)];
  return [credential.slot, ...other]
    .map((slot) => secretIn(credential, slot))
    .filter((key) => key !== "");
}
