import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { SeaworthyError } from "@seaworthy/core/errors";

export interface ProbeSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** Sends a GET every few milliseconds and posts how long each took, in milliseconds. */
async function probe({ url, headers, seconds }: ProbeSettings): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const start = performance.now();
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new SeaworthyError("PROCESS_FAILED", `${url}: ${answer.status}`);
    times.push(performance.now() - start);
    await delay(5);
  }
  return times;
}

parentPort?.postMessage(await probe(workerData as ProbeSettings));
