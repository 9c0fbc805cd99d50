import { messageOf } from "@seaworthy/core/errors";
import type { RolloutSettings } from "@seaworthy/sdk/rollout/settings";
import { smokePercentage } from "../worker/smoke-test.ts";
import type { Deployment, Share } from "../worker/worker.ts";
import { allOf, compare, type Numbers } from "./measure.ts";
import { endMessage, type Found, findSplit, split, stepMessage } from "./split.ts";
import { comparable, judge, type Limits, type Verdict } from "./verdict.ts";

/** A rollout's dependencies. */
export interface RolloutPorts {
  shares(): Promise<Deployment>;
  deploy(shares: readonly Share[], message: string): Promise<void>;
  /** Problems of that version; only requests with the override header reach it. */
  smoke(versionId: string): Promise<readonly string[]>;
  /** What changes between the two at once, and so cannot be tried by a share of the traffic. */
  atOnce(base: string, versionId: string): Promise<readonly string[]>;
  numbers(versionId: string): Promise<Numbers>;
  /** Undefined when they cannot be read. */
  newIssues(versionId: string): Promise<number | undefined>;
  /** Sends up to that many harmless requests, pinned to the version, for a few seconds. */
  send(versionId: string, count: number): Promise<void>;
  /** Rejects when the run is interrupted. */
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds since any fixed moment. */
  now(): number;
  say(line: string): void;
}

export interface RolloutEnd {
  /**
   * `refused`: the versions cannot share the traffic, so nothing was tried. `displaced`: someone
   * else made another deployment, which is left in place.
   */
  readonly outcome: "alone" | "refused" | "passed" | "failed" | "paused" | "displaced";
  readonly versionId: string;
  readonly base: string | undefined;
  readonly reasons: readonly string[];
  /** Of a failed version: from its first share of the traffic until it had none. */
  readonly exposedSeconds?: number;
}

const pollMs = 5_000;
/** 99.5 %: each step is checked many times, and each check may be wrong. */
const earlyZ = 2.576;
const endZ = 1.645;
/** An inconclusive step gets more windows of the same length, each with as many requests. */
const mostWindows = 3;

/**
 * Shifts traffic to a version step by step, comparing each with the previous version. A worse
 * version is taken back, as on interruption or when nothing can be measured. Resumes what a killed
 * run left.
 */
export async function rollOutGated(
  versionId: string,
  settings: RolloutSettings,
  ports: RolloutPorts,
): Promise<RolloutEnd> {
  const found = findSplit(await ports.shares(), versionId);
  if (found === undefined) return { outcome: "alone", versionId, base: undefined, reasons: [] };
  const { base } = found;
  const indivisible = await ports.atOnce(base, versionId);
  if (indivisible.length > 0) return { outcome: "refused", versionId, base, reasons: indivisible };
  const began = ports.now();
  const end = await goThrough(versionId, found, settings, ports).catch(
    (thrown: unknown): End => ({
      outcome: "failed",
      reasons: [`the rollout could not go on: ${messageOf(thrown)}`],
    }),
  );
  if (end.outcome !== "failed") return { versionId, base, ...end };
  await takeBack(ports, base, versionId);
  return { versionId, base, ...end, exposedSeconds: (ports.now() - began) / 1000 };
}

const takeBackAttempts = 5;

/** A vendor that is slow for a moment must not leave a bad version with its share. */
async function takeBack(ports: RolloutPorts, base: string, versionId: string): Promise<void> {
  const shares = [{ versionId: base, percentage: 100 }];
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.deploy(shares, endMessage(`${versionId} taken back`));
    } catch (thrown) {
      if (attempt === takeBackAttempts) throw thrown;
      ports.say(`version ${versionId} could not be taken back yet: ${messageOf(thrown)}`);
    }
  }
}

type End = Pick<RolloutEnd, "outcome" | "reasons">;

async function goThrough(
  versionId: string,
  { base, percentage }: Found,
  settings: RolloutSettings,
  ports: RolloutPorts,
): Promise<End> {
  const deploy = (share: number) =>
    ports.deploy(split(versionId, share, base), stepMessage(versionId, share, base));
  if (percentage < smokePercentage) await deploy(smokePercentage);
  const problems = await ports.smoke(versionId);
  if (problems.length > 0) return { outcome: "failed", reasons: problems };
  let reasons: readonly string[] = [];
  for (const step of settings.steps.filter((one) => one >= percentage)) {
    if (step !== percentage) await deploy(step);
    ports.say(`${step} % of the requests go to the new version, for ${settings.windowSeconds} s`);
    const seen = await watch({ versionId, base, step, settings, ports });
    if (seen === "displaced")
      return { outcome: "displaced", reasons: ["another deployment was made meanwhile"] };
    reasons = seen.reasons;
    if (seen.outcome === "fail") return { outcome: "failed", reasons };
    if (seen.outcome === "inconclusive") return { outcome: "paused", reasons };
  }
  await ports.deploy([{ versionId, percentage: 100 }], endMessage(`${versionId} passed`));
  return { outcome: "passed", reasons };
}

interface Step {
  readonly versionId: string;
  readonly base: string;
  readonly step: number;
  readonly settings: RolloutSettings;
  readonly ports: RolloutPorts;
}

/** Ends early for a failing version; passing takes the whole window. */
async function watch(one: Step): Promise<Verdict | "displaced"> {
  const { versionId, base, settings, ports } = one;
  const windowMs = settings.windowSeconds * 1000;
  const before = await Promise.all([ports.numbers(versionId), ports.numbers(base)]);
  const history = allOf(before[1]);
  const began = ports.now();
  for (;;) {
    await ports.sleep(Math.min(pollMs, windowMs));
    if (!(await isOwn(one))) return "displaced";
    const after = await Promise.all([ports.numbers(versionId), ports.numbers(base)]);
    const measured = compare([before[0], after[0]], [before[1], after[1]]);
    const evidence = { ...measured, history, newIssues: await ports.newIssues(versionId) };
    const passedMs = ports.now() - began;
    const isOver = passedMs >= windowMs;
    const verdict = judge(evidence, limitsOf(settings, isOver ? endZ : earlyZ));
    if (verdict.outcome === "fail") return verdict;
    const isLast = passedMs >= mostWindows * windowMs;
    if (isOver && (verdict.outcome === "pass" || isLast)) return verdict;
    const windows = Math.min(mostWindows, (passedMs + pollMs) / windowMs);
    const wanted = Math.ceil(settings.minimumRequests * windows);
    await Promise.all([
      ports.send(versionId, Math.max(0, wanted - comparable(measured.fresh))),
      ports.send(base, Math.max(0, wanted - comparable(measured.old))),
    ]);
  }
}

/** An operator may roll back, or deploy something else, in the meantime. */
async function isOwn({ versionId, base, step, ports }: Step): Promise<boolean> {
  const { message } = await ports.shares();
  return message === stepMessage(versionId, step, base);
}

const limitsOf = (
  { minimumRequests, tolerateErrors, worse }: RolloutSettings,
  z: number,
): Limits => ({
  ...{ minimumRequests, worse, z },
  errorFloor: tolerateErrors,
  slowFloorSeconds: 0.5,
  waitFloorSeconds: 0.25,
  holdFloorSeconds: 1,
});
