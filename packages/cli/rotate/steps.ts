import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { RunContext } from "./context.ts";
import type { Rotator } from "./rotators/rotator.ts";
import { isTriedBeforePublish, rotatorOf } from "./rotators/table.ts";
import { credentialIn, otherSlot, type Slot } from "./stack/stack-state.ts";
import { endOf, keyBefore } from "./unrevoked-keys.ts";
import { consumersBehind, waitUntilNone } from "./worker/confirm.ts";
import { rollOut } from "./worker/rollout.ts";

/** For a longer grace period the run ends, and a later one continues. */
const longestWaitMs = 10 * 60_000;
/** Unused for this long counts as not in use; a shorter grace period shortens the window. */
const longestQuietMs = 60_000;

/** Creates the new values alongside the old ones, and uploads the version that accepts both. */
export async function prepare(context: RunContext): Promise<void> {
  await context.advance("pending");
}

/** Tries each new credential at its service as its consumer will, before any consumer has it. */
export async function test(context: RunContext): Promise<void> {
  await refuseUnless(context, "vendor");
}

/** Every isolate accepts the new keys, and still uses the old ones. */
export async function accept(context: RunContext): Promise<void> {
  await serve(context, "rotation: accept both");
  await refuseUnless(context, "worker");
}

/** Every isolate uses the new ones, and still accepts the old ones. */
export async function publish(context: RunContext): Promise<void> {
  await context.advance("publish");
  await serve(context, "rotation: use the new value");
}

/** Remaining grace period in milliseconds, by Cloudflare's clock. */
async function graceLeftMs(context: RunContext): Promise<number> {
  const { worker, state, emergency } = context;
  if (emergency || open(context).length === 0) return 0;
  const { sinceMs } = await worker.shares();
  return Math.max(0, state().manifest.rotation.graceSeconds * 1000 - sinceMs);
}

/** False when the grace period is longer than a run waits. */
export async function grace(context: RunContext): Promise<boolean> {
  const leftMs = await graceLeftMs(context);
  if (leftMs > 0) context.report({ event: "in-grace", remainingSeconds: leftMs / 1000 });
  if (leftMs > longestWaitMs) return false;
  await delay(leftMs);
  return true;
}

/** All consumers are up to date, and nothing used the old identities for a whole window. */
export async function quiet(context: RunContext): Promise<void> {
  const { worker, state, waitMs, emergency } = context;
  const windowMs = emergency
    ? 0
    : Math.min(longestQuietMs, state().manifest.rotation.graceSeconds * 1000);
  if (open(context).length === 0) return;
  const question = async () => {
    const users = open(context).map(
      async ([rotator, slot]) =>
        (await rotator.usersOf?.(context.access(), otherSlot(slot), windowMs)) ?? [],
    );
    // Awaited together: a rejection that nobody awaits yet would end the process.
    return (await Promise.all([consumersBehind(worker, state()), ...users])).flat();
  };
  await waitUntilNone(question, waitMs, "revoke");
}

/** Revokes the old ones. First remembers what consumers presented, to try it once more. */
export async function revoke(context: RunContext): Promise<void> {
  for (const [rotator, slot] of all(context)) {
    if (state(context, rotator).phase !== "steady")
      context.revoked.set(rotator.name, rotator.present(context.state(), otherSlot(slot)));
  }
  await context.advance("retire");
  await serve(context, "rotation: accept the new value only");
}

/**
 * Checks that every service rejects the old ones. Throws ROTATION_UNPROVEN, except for keys that
 * only an operator can revoke: those are recorded.
 */
export async function prove(context: RunContext): Promise<void> {
  const alive = await Promise.all(
    all(context).map(async (one) => ((await isAlive(context, one)) ? [one[0]] : [])),
  );
  const unproven = alive.flat().filter(({ person }) => person?.toEnd === undefined);
  await recordProvidedKeys(context, new Set(alive.flat().map(({ name }) => name)));
  const names = unproven.map(({ name }) => name);
  if (names.length > 0)
    throw new SeaworthyError(
      "ROTATION_UNPROVEN",
      `Still accepted after revocation: ${names.join(", ")}.`,
    );
}

async function isAlive(context: RunContext, [rotator, slot]: [Rotator, Slot]): Promise<boolean> {
  const old =
    context.revoked.get(rotator.name) ?? rotator.present(context.state(), otherSlot(slot));
  // The first value of a third party's key replaces nothing.
  if (old === "") return false;
  // If the vendor generates the values, the identity in the other slot is valid; it is not the
  // revoked one.
  const standby = !context.revoked.has(rotator.name) && rotator.standbyIsAlive;
  return !standby && rotator.accepts(context.access(), old, otherSlot(slot));
}

/** Reports which keys an operator must revoke, and stores that with the stack until done. */
async function recordProvidedKeys(context: RunContext, alive: ReadonlySet<string>): Promise<void> {
  for (const name of context.names) {
    const toEnd = rotatorOf(context.state().manifest, name).person?.toEnd;
    if (toEnd === undefined) continue;
    await context.unrevokedKeys.set(name, alive.has(name));
    if (alive.has(name))
      context.report({
        event: "unrevoked",
        secret: name,
        key: endOf(keyBefore(context.access(), name)),
        todo: toEnd,
      });
  }
}

/**
 * An engine run without steps: it updates the state to what is deployed, so that a plain preview
 * has no changes.
 */
export async function record(context: RunContext): Promise<void> {
  await context.engine.run({}, { hold: false });
}

/** Restores what was in use. */
export async function undo(context: RunContext): Promise<void> {
  await context.advance("abandon");
  await serve(context, "rotation: undone");
  await record(context);
}

async function serve(context: RunContext, message: string): Promise<void> {
  await rollOut(context.worker, context.state(), message);
  await waitUntilNone(
    () => consumersBehind(context.worker, context.state()),
    context.waitMs,
    "The rotation",
  );
}

async function refuseUnless(context: RunContext, acceptedBy: Rotator["acceptedBy"]): Promise<void> {
  const { manifest } = context.state();
  const asked = open(context).filter(
    ([rotator]) =>
      rotator.acceptedBy === acceptedBy &&
      isTriedBeforePublish(manifest, rotator.name) &&
      state(context, rotator).phase === "pending",
  );
  const refused = await Promise.all(
    asked.map(async ([rotator, slot]) => {
      const next = otherSlot(slot);
      return (await rotator.accepts(context.access(), rotator.present(context.state(), next), next))
        ? []
        : [rotator.name];
    }),
  );
  const names = refused.flat();
  if (names.length > 0)
    throw new SeaworthyError(
      "ROTATION_REFUSED",
      `The service rejected the new credential: ${names.join(", ")}.`,
    );
}

const state = (context: RunContext, { name }: Rotator) => credentialIn(context.state(), name);

/** The secrets of the run, with the slot in use. */
function all(context: RunContext): [Rotator, Slot][] {
  return context.names.map((name) => [
    rotatorOf(context.state().manifest, name),
    credentialIn(context.state(), name).slot,
  ]);
}

/** Those with two accepted values. */
function open(context: RunContext): [Rotator, Slot][] {
  return all(context).filter(([rotator]) => state(context, rotator).phase !== "steady");
}
