import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "@seaworthy/core/errors";
import type { AppFacts } from "@seaworthy/readiness/samples/routes";

interface AppModule {
  readonly appFacts: () => AppFacts;
}

/** The thread's message: what it read, or why it could not. */
export interface SaidOfApp {
  readonly facts?: AppFacts;
  readonly failed?: string;
}

/** Runs in a thread: loading an app keeps a processor busy while the engine previews. */
async function read(file: string): Promise<SaidOfApp> {
  try {
    const { appFacts }: AppModule = await import(file);
    return { facts: appFacts() };
  } catch (thrown) {
    return { failed: messageOf(thrown) };
  }
}

parentPort?.postMessage(await read(String(workerData)));
