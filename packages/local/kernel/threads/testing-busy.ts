import { Worker } from "node:worker_threads";

/** Sends a GET from another thread, while this one does nothing else, not even for an event. */
export function askWhileBusy(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): { answered: string; status: number } {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const asking = new Worker(
    `const { workerData } = require("node:worker_threads");
     fetch(workerData.url, { headers: workerData.headers })
       .then(({ status }) => status, () => -1)
       .then((status) => {
         workerData.shared[1] = status;
         Atomics.store(workerData.shared, 0, 1);
         Atomics.notify(workerData.shared, 0);
       });`,
    { eval: true, workerData: { shared, url, headers } },
  );
  asking.unref();
  const answered = Atomics.wait(shared, 0, 0, 20_000);
  return { answered, status: shared[1] ?? 0 };
}
