import type { WorkerBundle } from "@seaworthy/platform/bundle/bundle";
import type { Deployed } from "../worker/deployed.ts";
import { devTag, isDevVersion } from "../worker/dev-versions.ts";

/**
 * Uploads the bundle with the bindings of the stack's own version, and sends all traffic to it.
 *
 * @returns the new version's id
 */
export async function publishDev(
  { versions, worker }: Deployed,
  stackVersionId: string,
  bundle: Pick<WorkerBundle, "mainModule" | "modules">,
): Promise<string> {
  const modules = bundle.modules.map(({ name, contentType, content }) => ({
    name,
    content_type: contentType,
    content_base64: Buffer.from(content).toString("base64"),
  }));
  const message = "seaworthy dev";
  const from = await versions.read(stackVersionId);
  const code = { main_module: bundle.mainModule, modules };
  const id = await versions.upload({ from, ...code, tag: devTag, message });
  await worker.deploy([{ versionId: id, percentage: 100 }], message);
  return id;
}

/**
 * Sends all traffic back to the stack's own version if one made by `dev` is deployed.
 *
 * @returns whether one was
 */
export async function endDev(
  { versions, worker }: Deployed,
  stackVersionId: string,
): Promise<boolean> {
  const { shares } = await worker.shares();
  const serving = await Promise.all(shares.map(({ versionId }) => versions.read(versionId)));
  if (!serving.some(isDevVersion)) return false;
  await worker.deploy([{ versionId: stackVersionId, percentage: 100 }], "seaworthy dev ended");
  return true;
}
