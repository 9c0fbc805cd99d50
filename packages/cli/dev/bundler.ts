import { Worker } from "node:worker_threads";
import { codeFile } from "@seaworthy/core/code-file";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { WorkerBundle } from "@seaworthy/platform/bundle/bundle";

export interface BundleRequest {
  readonly folder: string;
}
export type BundleReply = Omit<WorkerBundle, "sources"> | { readonly failure: string };

/** Bundles the app in a thread that stays warm. */
export interface Bundler {
  /** Throws CONFIG_INVALID with the compiler's errors for code that does not bundle. */
  bundle(): Promise<Omit<WorkerBundle, "sources">>;
  /** Makes the next bundle reload the module table. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param folder the app's folder */
export function startBundler(folder: string): Bundler {
  let thread = startThread();
  return {
    bundle: async () => {
      const reply = await ask(thread, { folder });
      if ("failure" in reply)
        throw new SeaworthyError("CONFIG_INVALID", `Bundling the app failed.\n${reply.failure}`);
      return reply;
    },
    restart: async () => {
      await thread.terminate();
      thread = startThread();
    },
    close: async () => {
      await thread.terminate();
    },
  };
}

function startThread(): Worker {
  return new Worker(codeFile(import.meta, "bundler-thread"));
}

function ask(thread: Worker, request: BundleRequest): Promise<BundleReply> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      thread.off("message", onReply).off("error", onFailure).off("exit", onExit);
    };
    const onReply = (reply: BundleReply) => {
      settle();
      resolve(reply);
    };
    const onFailure = (cause: unknown) => {
      settle();
      reject(new SeaworthyError("PROCESS_FAILED", "The bundler ended.", { cause }));
    };
    const onExit = () => onFailure(undefined);
    thread.once("message", onReply).once("error", onFailure).once("exit", onExit);
    thread.postMessage(request);
  });
}
