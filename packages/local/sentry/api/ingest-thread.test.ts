import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type DeclaredProject,
  envelopeOf,
  envelopeUrl,
  errorEvent,
  sendEvent,
  sentryAuth,
  startTestSentry,
  type TestSentry,
} from "./testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
beforeAll(async () => {
  sentry = await startTestSentry({ machineClock: true });
  project = await sentry.declareProject("app");
});
afterAll(() => sentry.close());

/** Sends an envelope from another thread while this one is blocked. */
function sendWhileBlocked(): { answered: string; status: number } {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const sender = new Worker(
    `const { workerData } = require("node:worker_threads");
     fetch(workerData.url, { method: "POST", headers: workerData.headers, body: workerData.body })
       .then(({ status }) => status, () => -1)
       .then((status) => {
         workerData.shared[1] = status;
         Atomics.store(workerData.shared, 0, 1);
         Atomics.notify(workerData.shared, 0);
       });`,
    {
      eval: true,
      workerData: {
        shared,
        url: envelopeUrl(project.dsn),
        headers: { "x-sentry-auth": sentryAuth(project.dsn), connection: "close" },
        body: envelopeOf(project.dsn, errorEvent()),
      },
    },
  );
  sender.unref();
  const answered = Atomics.wait(shared, 0, 0, 20_000);
  return { answered, status: shared[1] ?? 0 };
}

it("accepts events while the rest of the local cloud is busy", async () => {
  expect(sendWhileBlocked()).toEqual({ answered: "ok", status: 200 });
  const issues = await sentry.call<unknown[]>("GET", "projects/seaworthy-local/app/issues/");
  expect(issues.body).toHaveLength(1);
});

it("sees API changes at once, and recovers after a restart", async () => {
  const key = `projects/seaworthy-local/app/keys/${project.keyId}/`;
  await sentry.call("PUT", key, { isActive: false });
  expect((await sendEvent(project.dsn, errorEvent())).status).toBe(403);
  await sentry.call("PUT", key, { isActive: true });
  await sentry.cloud.restart();
  expect((await sendEvent(project.dsn, errorEvent())).status).toBe(200);
});
