import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { TestWorker } from "./worker.ts";

export interface Answer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly text: string;
  /** Where the page came from: `computed`, `shared`, `fresh`, … */
  readonly source: string | undefined;
}

export interface Crowd {
  /** Resolves when every request is on its way, each on a connection of its own. */
  readonly sent: Promise<void>;
  readonly answers: Promise<readonly Answer[]>;
}

/**
 * Reads a page at each of the Workers in turn, so many times in all, at once. In a thread of its
 * own: the services that the Workers ask answer from this one, and would wait for ten thousand
 * sockets to be opened.
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
