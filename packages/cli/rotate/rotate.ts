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
  /** None: all of which nobody has to give a value. */
  readonly names: readonly string[];
  readonly due: boolean;
  readonly emergency: boolean;
  readonly waitMs: number;
  /** How long what another machine left must stand still before it is taken over. */
  readonly takeOverMs: number;
  readonly report: Report;
  /** Where values come from that only an operator can make; undefined where nobody can be asked. */
  readonly source?: ValueSource | undefined;
  /** In place of the stack file. */
  readonly configFile?: string;
}

/**
 * Rotates secrets of a stack, or finishes what an earlier run left. Throws before anything is
 * touched when the stack was never up, a right is missing or a consumer is not well; STACK_LOCKED
 * when another run goes on.
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
    // A person may have taken their time, and a run that was taken over may have gone on.
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

/** Whether some of the stack's secrets are ones that only a person can make. */
export const hasProvidedSecrets = (state: StackState): boolean =>
  namesIn(state).some((name) => isProvided(state.manifest, name));

const accessTo = (state: StackState, environment: Environment): Access => ({
  state,
  worker: openWorker(state, environment),
  environment,
});

/** No names are all; the passphrase is one of all, and rotated by a run of its own. */
export async function requestOf(
  state: StackState,
  tags: Tags,
  { names, due }: RotateOptions,
): Promise<Pick<Request, "named" | "wantsPassphrase">> {
  const age = names.length === 0 ? passphraseAge(state, await readRecord(tags)) : undefined;
  return { named: names, wantsPassphrase: age !== undefined && (!due || isDue(age, new Date())) };
}

/**
 * Under a key that only those have who can read the stack's secrets, and that no rotation replaces.
 */
export const journalOf = (state: StackState, tags: Tags): JournalStore =>
  openJournal(tags, String(state.resource(state.manifest.rotation.seal).outputs.value));

/** What is to be done, and what not: of a dry run too. */
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
 * Of a run of this machine it is known whether its engine lives; that of another one is only known
 * by what it does.
 */
async function takeOver(
  { run, owner, host }: Holder,
  engine: Engine,
  { report, takeOverMs }: RotateOptions,
): Promise<void> {
  report({ event: "taken-over", run, owner });
  if (host !== hostname()) await engine.takeOver(takeOverMs);
}
