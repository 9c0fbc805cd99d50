import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { operatorTokenOf } from "../../rotate/stack/stack-state.ts";
import { cloudflareClient } from "../../vendor-clients.ts";
import { openVersions } from "../../worker/versions.ts";
import { type DeployedWorker, openWorker } from "../../worker/worker.ts";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";

const message = "seaworthy verify";
const tag = "seaworthy-verify";
/** Responses that are checked after each change. */
const asked = 10;

export const rollback: Experiment = {
  id: "rollback",
  title: "A new version gets traffic and gives it back, and no request fails meanwhile",
  effect: "intrusive",
  policies: [
    ...["rollout-by-percentage", "rollout-versions-not-scripts", "rollout-percentages-add-up"],
    "protection-versions-kept",
  ],
  seconds: 120,
  run: async (context) => {
    const worker = openWorker(context.state, context.environment);
    const { shares } = await worker.shares();
    const [serving] = shares;
    if (serving === undefined || shares.length > 1)
      return [unknown("Rollback", "Not one version alone serves: a rollout is going on.")];
    context.declared("deployment");
    const code = deployedCode(context);
    if (code === undefined)
      return [unknown("Rollback", 'The deployed code is not here: run "npx seaworthy up" first.')];
    const versions = openVersions(
      cloudflareClient(context.environment),
      context.state.manifest.worker,
    );
    const from = await versions.read(serving.versionId);
    const module = { name: code.name, content_type: "application/javascript+module" };
    const content_base64 = code.content.toString("base64");
    const modules = [{ ...module, content_base64 }];
    const next = await versions.upload({ from, main_module: code.name, modules, tag, message });
    context.cleanUp(() => versions.remove(next));
    context.cleanUp(() =>
      worker.deploy([{ versionId: serving.versionId, percentage: 100 }], `${message}, taken back`),
    );
    return tryRollback(context, worker, serving.versionId, next);
  },
};

interface Code {
  readonly name: string;
  readonly content: Buffer;
}

/** The file that the version was built from, if it is on this machine. */
function deployedCode(context: Context): Code | undefined {
  const [version] = context.declared("workerVersion", ["mainModule"]);
  const { bundle } = context.state.manifest.worker;
  const name = version?.props.mainModule;
  if (bundle === undefined || typeof name !== "string") return undefined;
  const file = join(findProject().root, bundle);
  return existsSync(file) ? { name, content: readFileSync(file) } : undefined;
}

async function tryRollback(
  context: Context,
  worker: DeployedWorker,
  old: string,
  next: string,
): Promise<readonly Observation[]> {
  const steps = [
    ["10 % to the new version", [share(next, 10), share(old, 90)], [old, next]],
    ["all to the new version", [share(next, 100)], [next]],
    ["all back to the old version", [share(old, 100)], [old]],
  ] as const;
  const observations: Observation[] = [];
  for (const [what, shares, expected] of steps) {
    await worker.deploy([...shares], message);
    observations.push(await answersFrom(context, worker, what, expected));
  }
  return observations;
}

const share = (versionId: string, percentage: number) => ({ versionId, percentage });

async function answersFrom(
  context: Context,
  worker: DeployedWorker,
  what: string,
  expected: readonly string[],
): Promise<Observation> {
  const token = operatorTokenOf(context.state);
  const visitor = context.visitor();
  const failed: number[] = [];
  const seen = new Set<string>();
  for (let turn = 0; turn < asked; turn++) {
    const { status } = await visitor.ask({ path: context.state.manifest.routes.ready });
    if (status >= 500) failed.push(status);
    seen.add((await worker.generations(token)).versionId);
  }
  const foreign = [...seen].filter((version) => !expected.includes(version));
  return shown(what, failed.length === 0 && foreign.length === 0, {
    declared: `answers by ${expected.length === 1 ? "that version alone" : "both"}, none fails`,
    observed:
      failed.length > 0
        ? `${failed.length} of ${asked} requests failed: ${failed.join(", ")}`
        : `${asked} of ${asked} answered, ${foreign.length} by another version`,
  });
}
