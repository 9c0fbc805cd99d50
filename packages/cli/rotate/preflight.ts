import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { rollbackNote } from "../rollback/note.ts";
import type { RunContext } from "./context.ts";
import { checkRights } from "./rights.ts";
import { isProvided, rotatorOf } from "./rotators/table.ts";
import { credentialIn, versionOf } from "./stack/stack-state.ts";
import { endOf, keyBefore } from "./unrevoked-keys.ts";
import { servesAlone } from "./worker/rollout.ts";

/** Finds everything that would stop a run, before any change. */
export async function preflight(context: RunContext, environment: Environment): Promise<void> {
  await checkRights(context.state(), environment);
  await checkVersionServes(context);
  await checkConsumers(context);
  await checkKeysBefore(context);
}

/** Replacing a key while its predecessor still works would leave the predecessor forgotten. */
async function checkKeysBefore(context: RunContext): Promise<void> {
  const record = await context.unrevokedKeys.read();
  const { manifest } = context.state();
  const open = context.names.filter((name) => record[name] !== undefined);
  if (open.length === 0 || context.emergency) return;
  const todo = open.map(
    (name) =>
      `${name} ${endOf(keyBefore(context.access(), name))}: ${rotatorOf(manifest, name).person?.toEnd}`,
  );
  throw new SeaworthyError(
    "ROTATION_WAITS",
    `The previous key still works (${todo.join("; ")}). Revoke it first, or rotate with --emergency. Nothing was changed.`,
  );
}

async function checkVersionServes({ worker, state }: RunContext): Promise<void> {
  const versionId = versionOf(state());
  const deployment = await worker.shares();
  const { shares } = deployment;
  if (servesAlone(shares, versionId)) return;
  const note = rollbackNote(deployment, versionId);
  if (note !== undefined)
    throw new SeaworthyError(
      "ROTATION_WAITS",
      `${note} A rotation would publish the code that was rolled back: deploy a fix with "npx seaworthy up", then rotate. Nothing was changed.`,
    );
  const serving =
    shares.map((share) => `${share.versionId} at ${share.percentage} %`).join(", ") || "none";
  throw new SeaworthyError(
    "ROTATION_WAITS",
    `The stack's version ${versionId} is not serving alone (${serving}). Finish that deployment, or run up, then rotate.`,
  );
}

/**
 * The values in use must work before they are replaced; otherwise a failure could not be attributed
 * to the rotation.
 */
async function checkConsumers(context: RunContext): Promise<void> {
  const { worker, state, names } = context;
  const isReady = await worker.isReady(versionOf(state()));
  if (!isReady)
    throw new SeaworthyError(
      "ROTATION_WAITS",
      `The app is not ready (GET ${state().manifest.routes.ready}). Fix that first. Nothing was changed.`,
    );
  const broken = await Promise.all(
    // A third party's key may be new, or already revoked at its vendor: all the more reason to
    // replace it.
    names
      .filter((name) => !isProvided(state().manifest, name))
      .map(async (name) => {
        const { slot } = credentialIn(state(), name);
        const rotator = rotatorOf(state().manifest, name);
        const works = await rotator.accepts(context.access(), rotator.present(state(), slot), slot);
        return works ? [] : [name];
      }),
  );
  const refused = broken.flat();
  if (refused.length === 0) return;
  throw new SeaworthyError(
    "ROTATION_WAITS",
    `The current credential is being rejected: ${refused.join(", ")}. Run "npx seaworthy up" to restore it, then retry. Nothing was changed.`,
  );
}
