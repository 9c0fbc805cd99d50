import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeclaredProject, startTestSentry, type TestSentry } from "./testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
let worker: Miniflare;
beforeAll(async () => {
  sentry = await startTestSentry();
  project = await sentry.declareProject("app", { rateLimit: { count: 2, window: 3600 } });
  worker = await startWorker(project.dsn);
});
afterAll(async () => {
  await worker.dispose();
  await sentry.close();
});

/** A Worker as in an app: @sentry/cloudflare around a failing handler. */
const source = `
  import * as Sentry from "@sentry/cloudflare";
  export default Sentry.withSentry(
    (env) => ({ dsn: env.DSN, release: "5ea0-version", environment: "local", tracesSampleRate: 0 }),
    { async fetch(request) {
        Sentry.setTag("request_id", request.headers.get("x-request-id"));
        throw new TypeError("no wind " + new URL(request.url).pathname);
    } });`;

async function startWorker(dsn: string): Promise<Miniflare> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "js" },
    ...{
      bundle: true,
      write: false,
      format: "esm",
      target: "es2022",
      conditions: ["workerd", "worker", "browser"],
      external: ["node:*"],
      logLevel: "silent",
    },
  });
  const script = outputFiles?.[0]?.text ?? "";
  return new Miniflare({
    modules: true,
    script,
    compatibilityDate: "2026-01-01",
    compatibilityFlags: ["nodejs_compat"],
    cf: false,
    bindings: { DSN: dsn },
  });
}

/** Sending continues after the Worker responded; bounded by the test's own timeout. */
async function until<T>(read: () => Promise<T>, enough: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (enough(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Listed {
  readonly title: string;
  readonly tags: { key: string; value: string }[];
}

describe("a Worker with @sentry/cloudflare", () => {
  it("has its error in the ingest with release, environment and request id", async () => {
    await worker.dispatchFetch("http://localhost/a", { headers: { "x-request-id": "req-42" } });
    const events = async () =>
      (await sentry.call<Listed[]>("GET", "projects/seaworthy-local/app/events/")).body;
    const [event] = await until(events, (list) => list.length === 1);
    expect(event?.title).toBe("TypeError: no wind /a");
    expect(
      Object.fromEntries((event?.tags ?? []).map(({ key, value }) => [key, value])),
    ).toMatchObject({
      ...{ release: "5ea0-version", environment: "local", request_id: "req-42", handled: "no" },
    });
  });

  it("is subject to the key's rate limit", async () => {
    const outcomes = async () =>
      (
        await sentry.call<{ outcome: string; category: string; quantity: number }[]>(
          "GET",
          "projects/seaworthy-local/app/seaworthy-outcomes/",
        )
      ).body;
    const dropped = (list: Awaited<ReturnType<typeof outcomes>>) =>
      list
        .filter(({ outcome }) => outcome !== "accepted")
        .reduce((sum, { quantity }) => sum + quantity, 0);
    for (let sent = 0; sent < 6; sent++) await worker.dispatchFetch(`http://localhost/${sent}`);
    const list = await until(outcomes, (each) => dropped(each) > 0);
    expect(
      list.find(({ outcome, category }) => outcome === "accepted" && category === "error")
        ?.quantity,
    ).toBe(2);
    expect(
      (await sentry.call<Listed[]>("GET", "projects/seaworthy-local/app/events/")).body,
    ).toHaveLength(2);
  });
});
