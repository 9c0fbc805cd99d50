import { randomBytes } from "node:crypto";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Stack } from "../../project.ts";
import { saltOf } from "../../pulumi/stack-file.ts";
import type { Report, RotationReport } from "../events.ts";
import { lockStack, ownerName, release } from "../stack/stack-lock.ts";
import { stackTags, type Tags } from "../stack/tags.ts";
import type { ValueSource } from "../values/value-source.ts";
import { askForPassphrase, knownPassphrase, requirePassphrase } from "./ask.ts";
import { homeOf, type PassphraseHome } from "./home.ts";
import { passphraseName } from "./name.ts";
import { type PassphraseRecord, readRecord, writeRecord } from "./record.ts";
import {
  isUnderSalt,
  opens,
  type Passphrases,
  reencryptStackFile,
  reencryptState,
} from "./state.ts";

export interface ChangeOptions {
  readonly report: Report;
  /** Where a stack's new passphrase comes from; the local stack's is generated. */
  readonly source: ValueSource | undefined;
  /** How long another machine's lock is watched before it is taken over. */
  readonly takeOverMs: number;
}

interface Change extends ChangeOptions {
  readonly stack: Stack;
  readonly environment: Environment;
  readonly tags: Tags;
  readonly home: PassphraseHome;
  readonly run: string;
}

/**
 * Re-encrypts state and stack file with a new passphrase, or finishes or undoes what a killed run
 * left. Throws before any change: USAGE when there is no passphrase or no way to ask for one,
 * CONFIG_INVALID for a wrong one; STACK_LOCKED during a rotation.
 */
export async function changePassphrase(
  stack: Stack,
  environment: Environment,
  options: ChangeOptions,
): Promise<RotationReport> {
  const change: Change = {
    ...{
      ...options,
      stack,
      environment,
      tags: stackTags(stack.name, environment),
      home: homeOf(stack),
    },
    run: randomBytes(4).toString("hex"),
  };
  await requirePassphrase(stack, environment);
  const { changing } = await readRecord(change.tags);
  const passphrases = changing ? undefined : await askForPassphrase(change);
  const lock = await lockStack(change.tags, change.run, options.takeOverMs);
  try {
    const started = performance.now();
    if (lock.takenFrom)
      options.report({ event: "taken-over", run: lock.takenFrom.run, owner: lock.takenFrom.owner });
    const outcome = passphrases ? await changeTo(change, passphrases) : await settleKilled(change);
    const { generation } = await readRecord(change.tags);
    const seconds = (performance.now() - started) / 1000;
    const end: RotationReport = {
      event: "done",
      run: change.run,
      secrets: { [passphraseName]: generation },
      seconds,
      ...outcome,
    };
    options.report(end);
    return end;
  } finally {
    await release(lock);
  }
}

type Outcome = Pick<RotationReport, "outcome" | "gapMs">;

/**
 * The record is written before the state changes; the salt in the state then shows whether it did.
 */
async function changeTo(change: Change, passphrases: Passphrases): Promise<Outcome> {
  const { tags, run } = change;
  const record = await readRecord(tags);
  change.report({ event: "started", run, secrets: { [passphraseName]: record.generation + 1 } });
  try {
    return await writeAll(change, record, passphrases);
  } catch (thrown) {
    await undoUnlessWritten(change, record);
    throw thrown;
  }
}

/** A failure before the state was written has changed nothing. */
async function undoUnlessWritten(change: Change, before: PassphraseRecord): Promise<void> {
  const { stack, environment, home, tags } = change;
  const { changing } = await readRecord(tags);
  if (!changing) return home.discard();
  if (!(await isUnderSalt(stack, environment, changing.salt))) await undo(change, before);
}

async function undo(
  { home, tags }: Change,
  { changing: _, ...before }: PassphraseRecord,
): Promise<void> {
  home.discard();
  await writeRecord(tags, before);
}

async function writeAll(
  change: Change,
  record: PassphraseRecord,
  passphrases: Passphrases,
): Promise<Outcome> {
  const { stack, environment, home, tags, run } = change;
  const stackFile = await step(change, "prepare", async () => {
    const next = await reencryptStackFile(stack, home.readStackFile(), environment, passphrases);
    home.prepare({ passphrase: passphrases.to, stackFile: next });
    await writeRecord(tags, {
      ...record,
      changing: { run, owner: ownerName(), salt: saltOf(next) ?? "" },
    });
    return next;
  });
  const salt = saltOf(stackFile) ?? "";
  const since = performance.now();
  await step(change, "publish", () =>
    reencryptState(stack, stackFile, salt, environment, passphrases),
  );
  home.settle(salt);
  const gapMs = Math.round(performance.now() - since);
  await prove(change, passphrases.to, passphrases.from);
  await finish(change, record);
  return { outcome: "rotated", gapMs };
}

/** Finishes or undoes a killed run, depending on whether the state has the new salt. */
async function settleKilled(change: Change): Promise<Outcome> {
  const { stack, environment, home, tags } = change;
  const record = await readRecord(tags);
  if (!record.changing) return { outcome: "nothing-due" };
  const { run, owner, salt } = record.changing;
  const isUnderIt = await isUnderSalt(stack, environment, salt);
  change.report({
    event: "found",
    run,
    owner,
    step: isUnderIt ? "publish" : "prepare",
    doing: isUnderIt ? "finish" : "undo",
  });
  if (!isUnderIt) {
    await undo(change, record);
    return { outcome: "undone" };
  }
  home.settle(salt);
  await prove(change, await knownPassphrase(change), undefined);
  await finish(change, record);
  return { outcome: "rotated" };
}

/**
 * Checks that the new passphrase opens the state and the old one does not. Throws
 * ROTATION_UNPROVEN.
 */
async function prove(change: Change, next: string, old: string | undefined): Promise<void> {
  const { stack, environment } = change;
  await step(change, "prove", async () => {
    const isDead = old === undefined || !(await opens(stack, environment, old));
    if (isDead && (await opens(stack, environment, next))) return;
    throw new SeaworthyError(
      "ROTATION_UNPROVEN",
      isDead
        ? "The new passphrase does not decrypt the state."
        : "The old passphrase still decrypts the state.",
    );
  });
}

async function finish(change: Change, { generation }: PassphraseRecord): Promise<void> {
  const { stack, tags } = change;
  await step(change, "record", () =>
    writeRecord(tags, { generation: generation + 1, changedAt: new Date().toISOString() }),
  );
  if (stack.isLocal) return;
  const todo = `commit Pulumi.${stack.name}.yaml, and update PULUMI_CONFIG_PASSPHRASE wherever it is set, including CI secrets`;
  change.report({ event: "to-do", secret: passphraseName, todo });
}

async function step<T>(
  { report }: Change,
  name: "prepare" | "publish" | "prove" | "record",
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  report({ event: "step", step: name, at: "before" });
  const result = await work();
  report({ event: "step", step: name, at: "after", seconds: (performance.now() - started) / 1000 });
  return result;
}
