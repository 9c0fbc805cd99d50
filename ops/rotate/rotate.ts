import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "@seaworthy/core/environment.ts";
import { SeaworthyError } from "@seaworthy/core/errors.ts";
import type { SecretName } from "@seaworthy/infra/secret-table.ts";
import { processStart } from "@seaworthy/local/kernel/process-identity.ts";
import type { Stack } from "../project.ts";
import { RunContext } from "./context.ts";
import { openEngine } from "./engine.ts";
import type { Report, RotationReport } from "./events.ts";
import { type Journal, openJournal, type Targets } from "./journal.ts";
import { type Lock, takeLock } from "./lock.ts";
import { preflight } from "./preflight.ts";
import { execute, targetsOfOpenPhases } from "./run.ts";
import { isDue, targetsOf } from "./select.ts";
import type { StackState } from "./stack-state.ts";
import { stackTags, type Tags } from "./tags.ts";

export interface RotateOptions {
  readonly names: readonly SecretName[];
  readonly due: boolean;
  readonly emergency: boolean;
  readonly waitMs: number;
  readonly report: Report;
  /** In place of the stack file. */
  readonly configFile?: string;
}

/** What is to be done: a run that another one left, or a new one. */
interface Plan {
  readonly id: string;
  readonly targets: Targets;
  readonly left: Journal | undefined;
  readonly emergency: boolean;
}

/**
 * Rotates secrets of a stack, or finishes what an earlier run left. Throws before anything is touched when the stack was never up, a
 * right is missing or a consumer is not well; STACK_LOCKED when another run goes on.
 */
export async function rotate(stack: Stack, environment: Environment, options: RotateOptions): Promise<RotationReport> {
  const engine = openEngine(stack, environment, options.configFile);
  const tags = stackTags(stack.name, environment);
  const found = await engine.readState();
  const id = randomBytes(4).toString("hex");
  const lock = await lockStack(tags, id);
  try {
    if (lock.takenFrom) options.report({ event: "taken-over", run: lock.takenFrom.run, owner: lock.takenFrom.owner });
    const journal = openJournal(tags, String(found.resource("secrets-database").outputs.value));
    const plan = planOf(found, await journal.read(), id, options);
    const context = new RunContext({ ...options, engine, environment, state: found, targets: plan.targets, emergency: plan.emergency });
    if (context.names.length === 0)
      return finished(options.report, { event: "done", run: id, outcome: "nothing-due", secrets: {}, seconds: 0 });
    const undoing = plan.left?.step === "undo";
    if (!plan.left) await preflight(context, environment);
    announce(plan, undoing, options.report);
    return finished(options.report, await execute({ id: plan.id, owner: ownerName(), context, journal, lock, left: plan.left }));
  } finally {
    await release(lock);
  }
}

/** What is open is finished first; what else was asked for is for the next run. */
function planOf(state: StackState, left: Journal | undefined, id: string, options: RotateOptions): Plan {
  if (left) return { id: left.run, targets: left.targets, left, emergency: left.emergency || options.emergency };
  const open = targetsOfOpenPhases(state);
  if (Object.keys(open).length > 0) {
    const lost: Journal = { run: id, owner: "an unknown run", targets: open, step: "prepare", at: "before", emergency: false };
    return { id, targets: open, left: lost, emergency: options.emergency };
  }
  const now = new Date();
  const names = options.names.filter((name) => !options.due || isDue(state.credentials[name], now));
  return { id, targets: targetsOf(state, names), left: undefined, emergency: options.emergency };
}

function announce({ id, targets, left }: Plan, undoing: boolean, report: Report): void {
  if (left) report({ event: "found", run: left.run, owner: left.owner, step: left.step, doing: undoing ? "undo" : "finish" });
  report({ event: "started", run: id, secrets: targets as Record<string, number> });
}

function finished(report: Report, end: RotationReport): RotationReport {
  report(end);
  return end;
}

export function ownerName(): string {
  return `${userInfo().username} on ${hostname()}`;
}

function lockStack(tags: Tags, run: string): Promise<Lock> {
  const holder = { run, owner: ownerName(), host: hostname(), pid: process.pid };
  const sleep = (ms: number) => delay(ms, undefined, { ref: false });
  return takeLock({ tags, holder, isAlive: (pid) => processStart(pid) !== undefined, sleep });
}

/** Somebody who took the lock over keeps it; the run itself has been told by then. */
async function release(lock: Lock): Promise<void> {
  try {
    await lock.release();
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError && thrown.code === "STACK_LOCKED")) throw thrown;
  }
}
