import { defined } from "@seaworthy/core/defined";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { alertOfFailure } from "./alert.ts";
import type { RunContext } from "./context.ts";
import type { RotationReport } from "./events.ts";
import { type Journal, type JournalStore, type StepName, stepNames } from "./journal.ts";
import { startProbe } from "./probe.ts";
import type { Lock } from "./stack/lock.ts";
import { credentialIn, generationOf, otherSlot, type StackState } from "./stack/stack-state.ts";
import * as steps from "./steps.ts";

export interface Run {
  readonly id: string;
  readonly owner: string;
  readonly context: RunContext;
  readonly journal: JournalStore;
  readonly lock: Pick<Lock, "verify">;
  /** The last journal entry of a killed run. */
  readonly left: Journal | undefined;
}

/**
 * Continues a run from any step to its end. Steps are idempotent, so an interrupted one is
 * repeated; without a journal all are. Throws what stopped it, after undoing it if nothing was
 * revoked yet.
 */
export async function execute(run: Run): Promise<RotationReport> {
  const started = performance.now();
  const probe = run.context.emergency ? startProbe(run.context.worker.readyUrl) : undefined;
  try {
    const outcome = run.left?.step === "undo" ? await undo(run) : await goThrough(run);
    const emergency = await probe?.stop();
    const secrets = Object.fromEntries(
      run.context.names.map((name) => [name, generationInUse(run, name)]),
    );
    const end: RotationReport = {
      event: "done",
      run: run.id,
      outcome,
      secrets,
      seconds: (performance.now() - started) / 1000,
    };
    const unrevokedKeys = Object.keys(await run.context.unrevokedKeys.read());
    return {
      ...end,
      ...(unrevokedKeys.length > 0 ? { unrevokedKeys } : {}),
      ...defined({ emergency }),
    };
  } finally {
    await probe?.stop();
  }
}

async function goThrough(run: Run): Promise<"rotated" | "in-grace"> {
  const { context } = run;
  try {
    await stepOnce(run, "prepare", steps.prepare);
    await stepOnce(run, "test", steps.test);
    await stepOnce(run, "accept", steps.accept);
    await stepOnce(run, "publish", steps.publish);
  } catch (thrown) {
    if (await changedNothing(run)) await run.journal.clear();
    else await fail(run, thrown, canUndo(run, thrown));
    throw thrown;
  }
  try {
    if (!(await step(run, "grace", steps.grace))) return "in-grace";
    await step(run, "quiet", steps.quiet);
    await stepOnce(run, "revoke", steps.revoke);
    await step(run, "prove", steps.prove);
    await step(run, "record", steps.record);
  } catch (thrown) {
    await fail(run, thrown, false);
    throw thrown;
  }
  await run.journal.clear();
  context.revoked.clear();
  return "rotated";
}

async function undo(run: Run): Promise<"undone"> {
  await step(run, "undo", steps.undo);
  await run.journal.clear();
  return "undone";
}

/**
 * Whether a failed engine run left every secret unchanged: then there is nothing to undo or to
 * finish later.
 */
async function changedNothing({ context, left }: Run): Promise<boolean> {
  if (left) return false;
  try {
    const state = await context.engine.readState();
    return Object.entries(context.targets).every(([name, generation]) => {
      const { phase, newest } = credentialIn(state, name);
      return phase === "steady" && newest < generation;
    });
  } catch {
    return false; // the state cannot be read, so the result is unknown
  }
}

const refusals: ReadonlySet<string> = new Set(["ROTATION_REFUSED", "PULUMI_FAILED"]);

/**
 * A rejection will not change, so the run is undone, unless one of its secrets is already revoked.
 * An unreachable service or a waiting consumer may be fine in the next run.
 */
function canUndo({ context }: Run, thrown: unknown): boolean {
  const isPast = ([name, generation]: [string, number]) => {
    const credential = credentialIn(context.state(), name);
    return credential.phase === "steady" && generationOf(credential, credential.slot) >= generation;
  };
  return (
    thrown instanceof SeaworthyError &&
    refusals.has(thrown.code) &&
    !Object.entries(context.targets).some(isPast)
  );
}

async function fail(run: Run, failure: unknown, undoable: boolean): Promise<void> {
  const { context, id } = run;
  const code = failure instanceof SeaworthyError ? failure.code : "INTERNAL";
  if (code === "STACK_LOCKED") return;
  const unsent = await alertOfFailure(context.state(), id, failure);
  const undone = undoable && (await tryUndo(run));
  context.report({
    event: "failed",
    code,
    message: [messageOf(failure), unsent].filter(Boolean).join(" "),
    undone,
  });
}

/** The original failure is the one to report; the journal records that an undo is pending. */
async function tryUndo(run: Run): Promise<boolean> {
  try {
    await undo(run);
    return true;
  } catch {
    return false;
  }
}

/**
 * Skips a step that the journal shows as done. Waits and checks are always repeated, because time
 * has passed.
 */
async function stepOnce(
  run: Run,
  name: StepName,
  work: (context: RunContext) => Promise<void>,
): Promise<void> {
  const { left } = run;
  const [reached, asked] = [stepNames.indexOf(left?.step ?? "prepare"), stepNames.indexOf(name)];
  if (left && (asked < reached || (asked === reached && left.at === "after"))) return;
  await step(run, name, work);
}

async function step<T>(
  run: Run,
  name: StepName,
  work: (context: RunContext) => Promise<T>,
): Promise<T> {
  const { context } = run;
  const started = performance.now();
  await run.lock.verify();
  await run.journal.write(entry(run, name, "before"));
  context.report({ event: "step", step: name, at: "before" });
  const result = await work(context);
  await run.journal.write(entry(run, name, "after"));
  context.report({
    event: "step",
    step: name,
    at: "after",
    seconds: (performance.now() - started) / 1000,
  });
  return result;
}

function entry({ id, owner, context }: Run, step: StepName, at: "before" | "after"): Journal {
  return { run: id, owner, targets: context.targets, step, at, emergency: context.emergency };
}

function generationInUse({ context }: Run, name: RunContext["names"][number]): number {
  const credential = credentialIn(context.state(), name);
  return generationOf(credential, credential.slot);
}

/** The targets of open phases, in case the journal is lost. */
export function targetsOfOpenPhases(state: StackState): Journal["targets"] {
  const open = Object.entries(state.credentials).filter(([, { phase }]) => phase !== "steady");
  return Object.fromEntries(
    open.map(([name, credential]) => [
      name,
      generationOf(
        credential,
        credential.phase === "pending" ? otherSlot(credential.slot) : credential.slot,
      ),
    ]),
  );
}
