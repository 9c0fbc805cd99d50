import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Hono } from "hono";
import { expect, it } from "vitest";
import { blockAbusers } from "./abuse/block-abusers.ts";
import { refuseSuspicious } from "./abuse/suspicious.ts";
import { requireDecentUserAgent } from "./abuse/user-agent.ts";
import { signedIn } from "./auth/signed-in.ts";
import { parseBindings } from "./bindings/bindings.ts";
import { corsFrom } from "./browser-security/cors.ts";
import { secureHeaders } from "./browser-security/security-headers.ts";
import { handleError } from "./errors/problem.ts";
import { limitBodyTo } from "./request/body-limit.ts";
import { jsonBody } from "./request/json-body.ts";
import { provideServices } from "./request/provide-services.ts";
import { requestId } from "./request/request-id.ts";
import type { AppEnv } from "./runtime/app-env.ts";
import { systemClock } from "./runtime/clock.ts";

const folder = import.meta.dirname;
const sources = globSync("*/**/*.ts", { cwd: folder }).filter(
  (name) => !name.endsWith(".test.ts") && !name.startsWith("testing/"),
);

/**
 * The bundler runs in Node.js, where every package may use core. The Worker's own code may only use
 * those files of core that import nothing, and so nothing of Node.js.
 */
const isOfCore = (name: string, path: string) =>
  path.startsWith("@seaworthy/core/") && (name.startsWith("bundle/") || importsNothing(path));
const importsNothing = (path: string) =>
  !/^import /m.test(readFileSync(new URL(import.meta.resolve(path)), "utf8"));

it("finds its own files", () => expect(sources.length).toBeGreaterThan(60));

it.each(sources)("%s needs no workload: it imports only the platform and libraries", (name) => {
  const source = readFileSync(join(folder, name), "utf8");
  const imports = [...source.matchAll(/from "([^"]*)"/g)].map(([, path = ""]) => path);
  const outside = imports.filter((path) =>
    path.startsWith(".")
      ? relative(folder, join(folder, dirname(name), path)).startsWith("..")
      : path.startsWith("@seaworthy/") && !isOfCore(name, path),
  );
  expect(outside).toEqual([]);
});

it("can build another app, as in docs/app/platform.md", async () => {
  const log: string[] = [];
  const app = new Hono<AppEnv>();
  app.onError(handleError);
  app.use(
    requestId((line) => log.push(line), systemClock),
    secureHeaders,
    corsFrom(),
    limitBodyTo(256),
  );
  app.use(blockAbusers({ clock: systemClock }), refuseSuspicious(), requireDecentUserAgent());
  app.use("/orders/*", provideServices(systemClock), signedIn);
  app.post("/echo", jsonBody({ maxItems: 2 }), async (c) => c.json(await c.req.json(), 201));
  const post = (path: string, body: string) =>
    app.request(
      path,
      { method: "POST", headers: { "content-type": "application/json" }, body },
      parseBindings({}),
    );
  const answer = await post("/echo", "[1,2]");
  expect(answer.status).toBe(201);
  expect(answer.headers.get("x-frame-options")).toBe("DENY");
  const statuses = await Promise.all([
    post("/echo", "[1,2,3]"),
    post("/echo", `"${"x".repeat(300)}"`),
    post("/orders/1", "{}"),
    post("/echo?q=%3Cscript%3E", "1"),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([422, 413, 503, 403]);
  expect(log.join()).toContain("request.suspicious");
});
