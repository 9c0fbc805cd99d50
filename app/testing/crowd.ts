import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { TestWorker } from "./worker.ts";

export interface Answer {
  /** 0 when the connection ended without a response. */
  readonly status: number;
  readonly text: string;
  /** The source of the page: `computed`, `shared`, `fresh`, … */
  readonly source: string | undefined;
}

export interface Crowd {
  /** Resolves when every request is sent, each on its own connection. */
  readonly sent: Promise<void>;
  readonly answers: Promise<readonly Answer[]>;
}

/**
 * Sends that many concurrent reads of a page to the Workers in turn. Runs in a thread: this thread
 * serves the services that the Workers call, and opening ten thousand sockets would block it.
 *
 * workerd closes a connection, without a response, 15 s after it accepted it if it has not read a
 * request on it by then (kj's `headerTimeout`): a machine too busy to read them all in that time
 * answers only some.
 */
export function gatherCrowd(among: readonly TestWorker[], count: number, path: string): Crowd {
  const origins = among.map(({ url }) => url.href);
  const thread = new Worker(new URL("./crowd-thread.ts", import.meta.url), {
    workerData: { origins, path, count },
  });
  const sent = once(thread, "message");
  const answers = sent.then(async () => {
    const [{ answers }] = (await once(thread, "message")) as [{ answers: readonly Answer[] }];
    return answers;
  });
  return { sent: sent.then(() => undefined), answers };
}
