import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Environment } from "@seaworthy/core/environment";
import type { Stack } from "../project.ts";
import { openWorker } from "../worker/worker.ts";
import { RunContext } from "./context.ts";
import type { Report, RotationReport } from "./events.ts";
import { type JournalStore, openJournal } from "./journal.ts";
import { passphraseAge } from "./passphrase/age.ts";
import { readRecord } from "./passphrase/record.ts";
import { type Plan, planOf, type Request } from "./plan.ts";
import { preflight } from "./preflight.ts";
import type { Access } from "./rotators/rotator.ts";
import { isProvided } from "./rotators/table.ts";
import { execute } from "./run.ts";
import { choose, isDue } from "./select.ts";
import { type Engine, openEngine } from "./stack/engine.ts";
import type { Holder } from "./stack/lock.ts";
import { lockStack, ownerName, release } from "./stack/stack-lock.ts";
import { namesIn, type StackState } from "./stack/stack-state.ts";
import { stackTags, type Tags } from "./stack/tags.ts";
import { recheck, unrevokedKeysStore } from "./unrevoked-keys.ts";
import { askForValues } from "./values/provided-values.ts";
import type { ValueSource } from "./values/value-source.ts";

export interface RotateOptions {
  /** Empty: all except operator-supplied ones. */
  readonly names: readonly string[];
  readonly due: boolean;
  readonly emergency: boolean;
  readonly waitMs: number;
  /** How long another machine's leftovers must be unchanged before they are taken over. */
  readonly takeOverMs: number;
  readonly report: Report;
  /** Source of operator-supplied values; undefined when prompting is impossible. */
  readonly source?: ValueSource | undefined;
  /** In place of the stack file. */
  readonly configFile?: string;
}

/**
 * Rotates secrets of a stack, or finishes an interrupted run. Throws before any change when the
 * stack was never up, a permission is missing or a consumer is unhealthy; STACK_LOCKED while
 * another run is in progress.
 */
export async function rotate(
  stack: Stack,
  environment: Environment,
  options: RotateOptions,
): Promise<RotationReport> {
  const engine = openEngine(stack, environment, options.configFile);
  const tags = stackTags(stack.name, environment);
  const seen = await engine.readState();
  const choice = choose(seen, options.names, options.due, new Date());
  const provided = await askForValues(choice.toGive, options.source, accessTo(seen, environment));
  const id = randomBytes(4).toString("hex");
  const lock = await lockStack(tags, id, options.takeOverMs);
  try {
    if (lock.takenFrom) await takeOver(lock.takenFrom, engine, options);
    // The state may have changed while the operator typed, or through a run that was taken over.
    const state = provided.size === 0 && !lock.takenFrom ? seen : await engine.readState();
    const unrevokedKeys = unrevokedKeysStore(tags);
    if (hasProvidedSecrets(state))
      await recheck(accessTo(state, environment), unrevokedKeys, options.report);
    const journal = journalOf(state, tags);
    const found = await journal.read();
    const plan = planOf(state, found, {
      ...options,
      ...(await requestOf(state, tags, options)),
      id,
      choice,
      provided,
    });
    const context = new RunContext({
      ...options,
      ...plan,
      engine,
      environment,
      state,
      provided,
      unrevokedKeys,
    });
    if (found && !plan.left) await journal.clear();
    if (!plan.left && context.names.length > 0) await preflight(context, environment);
    announce(plan, stack, options.report);
    if (context.names.length === 0)
      return finished(options.report, {
        event: "done",
        run: id,
        outcome: "nothing-due",
        secrets: {},
        seconds: 0,
      });
    return finished(
      options.report,
      await execute({ id: plan.id, owner: ownerName(), context, journal, lock, left: plan.left }),
    );
  } finally {
    await release(lock);
  }
}

/** Whether any of the stack's secrets is operator-supplied. */
export const hasProvidedSecrets = (state: StackState): boolean =>
  namesIn(state).some((name) => isProvided(state.manifest, name));

const accessTo = (state: StackState, environment: Environment): Access => ({
  state,
  worker: openWorker(state, environment),
  environment,
});

/** No names select all; that includes the passphrase, which a separate run rotates. */
export async function requestOf(
  state: StackState,
  tags: Tags,
  { names, due }: RotateOptions,
): Promise<Pick<Request, "named" | "wantsPassphrase">> {
  const age = names.length === 0 ? passphraseAge(state, await readRecord(tags)) : undefined;
  return { named: names, wantsPassphrase: age !== undefined && (!due || isDue(age, new Date())) };
}

/**
 * Encrypted with a key that only those who can read the stack's secrets have, and that no rotation
 * replaces.
 */
export const journalOf = (state: StackState, tags: Tags): JournalStore =>
  openJournal(tags, String(state.resource(state.manifest.rotation.seal).outputs.value));

/** Reports what will be done and what will not, also in a dry run. */
export function announce({ id, targets, left, leftOut }: Plan, stack: Stack, report: Report): void {
  const doing = left?.step === "undo" ? "undo" : "finish";
  if (left) report({ event: "found", run: left.run, owner: left.owner, step: left.step, doing });
  for (const { secret, reason } of leftOut)
    report({
      event: "left-out",
      secret,
      reason,
      todo: `npx seaworthy rotate ${stack.name} ${secret}`,
    });
  if (Object.keys(targets).length > 0)
    report({ event: "started", run: id, secrets: targets as Record<string, number> });
}

function finished(report: Report, end: RotationReport): RotationReport {
  report(end);
  return end;
}

/**
 * For a run on this machine we know whether its engine is alive; for another machine's, only
 * whether the state changes.
 */
async function takeOver(
  { run, owner, host }: Holder,
  engine: Engine,
  { report, takeOverMs }: RotateOptions,
): Promise<void> {
  report({ event: "taken-over", run, owner });
  if (host !== hostname()) await engine.takeOver(takeOverMs);
}
