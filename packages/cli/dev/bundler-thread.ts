/** Bundles the app on request. A thread, so that changed module tables can be reloaded. */
import { parentPort } from "node:worker_threads";
import { messageOf } from "@seaworthy/core/errors";
import { bundleWorker } from "@seaworthy/platform/bundle/bundle";
import type { BundleReply, BundleRequest } from "./bundler.ts";

parentPort?.on("message", async ({ folder }: BundleRequest) => {
  parentPort?.postMessage(await reply(folder));
});

async function reply(folder: string): Promise<BundleReply> {
  try {
    const { sources: _sources, ...bundle } = await bundleWorker({ folder, sourceMap: true });
    return bundle;
  } catch (thrown) {
    return { failure: messageOf(thrown) };
  }
}
