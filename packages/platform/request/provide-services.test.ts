import { expect, it, vi } from "vitest";
import { AppError } from "../errors/errors.ts";
import { jobKindsOf } from "../jobs/jobs-kinds.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { provideServices } from "./provide-services.ts";

const kinds = jobKindsOf([{ jobs: { "notes.send": { description: "Sends a note." } } }]);

function served(env: Readonly<Record<string, unknown>> = unreachableServices) {
  const bare = bareApp(env);
  const wake = vi.fn(async () => {});
  bare.app.use(provideServices(bare.clock, { table: { kinds, handlers: new Map() }, wake }));
  return { ...bare, woken: () => wake.mock.calls.map(([, names]: unknown[]) => names) };
}

it("gives handlers the bindings and services, and opens no connection before its first use", async () => {
  const { app, send, clock, settled } = served();
  app.get("/", ({ var: { bindings, services } }) => {
    expect(bindings.ENVIRONMENT).toBe("local");
    expect(services.clock).toBe(clock);
    return new Response(String(services.database.reachedPooler()));
  });
  expect(await (await send("/")).text()).toBe("false");
  await settled();
});

it("opens them once for a path that matches two patterns", async () => {
  const { app, send, clock } = served();
  const seen = new Set();
  app.use(async (c, next) => {
    seen.add(c.var.services);
    await next();
  });
  app.use(provideServices(clock));
  app.get("/", (c) => {
    seen.add(c.var.services);
    return c.text("");
  });
  await send("/");
  expect(seen.size).toBe(1);
});

it("responds with 503 while a binding is missing or invalid, and names it only in the log", async () => {
  const { JWT_SECRET: _missing, ...rest } = unreachableServices;
  const { app, send, lines } = served({ ...rest, CACHE_REDIS_TOKEN: "short-secret" });
  app.get("/", (c) => c.text("reached"));
  const response = await send("/");
  expect(response.status).toBe(503);
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ code: "NOT_CONFIGURED" });
  expect(body).not.toMatch(/JWT_SECRET|CACHE_REDIS_TOKEN/);
  const log = JSON.stringify(lines);
  expect(log).toMatch(/JWT_SECRET/);
  expect(log).toMatch(/CACHE_REDIS_TOKEN/);
  expect(log).not.toContain("short-secret");
});

it("starts the jobs of a request, of a failed one too, and none if it added none", async () => {
  const { app, send, settled, woken } = served();
  app.get("/none", (c) => c.text(""));
  app.get("/some", (c) => {
    c.var.services.jobs.wake(["notes.send"]);
    if (c.req.query("fail")) throw new AppError("CONFLICT", "After the commit.");
    return c.text("");
  });
  for (const path of ["/none", "/some", "/some?fail=1"]) await send(path);
  await settled();
  expect(woken()).toEqual([["notes.send"], ["notes.send"]]);
});

it("starts the jobs that background work adds after the response", async () => {
  const { app, send, settled, woken } = served();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  app.get("/", ({ var: { services } }) => {
    services.background.run("late", async () => {
      await released;
      services.jobs.wake(["notes.send"]);
    });
    return new Response();
  });
  await send("/");
  expect(woken()).toEqual([]);
  release();
  await settled();
  expect(woken()).toEqual([["notes.send"]]);
});

it("wakes through the queue if there is one, and here if the queue refuses", async () => {
  const sent: unknown[] = [];
  const queue = {
    send: async (message: unknown) => {
      if (sent.push(message) > 1) throw new TypeError("queue is full");
    },
  };
  const { app, send, settled, woken, lines } = served({
    ...unreachableServices,
    JOBS_QUEUE: queue,
  });
  app.get("/", (c) => {
    c.var.services.jobs.wake(["notes.send"]);
    return c.text("");
  });
  await send("/");
  await settled();
  expect([sent, woken()]).toEqual([[{ kinds: ["notes.send"] }], []]);
  await send("/");
  await settled();
  expect(woken()).toEqual([["notes.send"]]);
  expect(lines).toContainEqual(expect.objectContaining({ event: "jobs.queue_failed" }));
});
