import type { Environment } from "@seaworthy/core/environment.ts";
import { SeaworthyError } from "@seaworthy/core/errors.ts";
import type { RunContext } from "./context.ts";
import { checkRights } from "./rights.ts";
import { servesAlone } from "./rollout.ts";
import { rotators } from "./rotators/table.ts";

/** Everything that would stop a run is found here, before anything is touched. */
export async function preflight(context: RunContext, environment: Environment): Promise<void> {
  await checkRights(context.state(), environment);
  await checkVersionServes(context);
  await checkConsumers(context);
}

async function checkVersionServes({ worker, state }: RunContext): Promise<void> {
  const versionId = state().resource("app-version").id;
  const { shares } = await worker.shares();
  if (servesAlone(shares, versionId)) return;
  const serving = shares.map((share) => `${share.versionId} at ${share.percentage} %`).join(", ") || "none";
  throw new SeaworthyError(
    "ROTATION_WAITS",
    `The stack's version ${versionId} does not serve alone (${serving}). Finish that deployment, or bring the stack up, then rotate.`,
  );
}

/** What is in use works before it is replaced: else nobody could say what a rotation broke. */
async function checkConsumers(context: RunContext): Promise<void> {
  const { worker, state, names } = context;
  const isReady = await worker.isReady(state().resource("app-version").id);
  if (!isReady)
    throw new SeaworthyError("ROTATION_WAITS", "The app is not ready (GET /health/ready). Put that right first; nothing was touched.");
  const broken = await Promise.all(
    names.map(async (name) => {
      const { slot } = state().credentials[name];
      const works = await rotators[name].accepts(context.access(), rotators[name].present(state(), slot), slot);
      return works ? [] : [name];
    }),
  );
  const refused = broken.flat();
  if (refused.length === 0) return;
  throw new SeaworthyError(
    "ROTATION_WAITS",
    `What is in use is refused: ${refused.join(", ")}. Run "npx seaworthy up" to put it right; nothing was touched.`,
  );
}
