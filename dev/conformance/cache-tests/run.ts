import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SeaworthyError } from "@seaworthy/core/errors";
import { zoneId } from "@seaworthy/local/cloudflare/api/ids";
import { type CloudflareTest, startCloudflareTest } from "@seaworthy/local/cloudflare/api/testing";
import type { SuiteRun } from "../suite.ts";
import { differences } from "./differences.ts";
import { type Engine, figuresOf } from "./figures.ts";

/** Forwards every request to the suite's own server. */
const source = `export default {
  fetch(request, { ORIGIN }) {
    const { pathname, search } = new URL(request.url);
    return fetch(new Request(ORIGIN + pathname + search, request), { redirect: "manual" });
  },
};`;

/**
 * https://github.com/http-tests/cache-tests against the edge: a zone whose cache rule makes every
 * request eligible and respects the origin, in front of a Worker that forwards to the suite's
 * server.
 */
export const run: SuiteRun = async (path) => {
  if (path === undefined) return undefined;
  const port = await freePort();
  const origin = await startOrigin(path, port);
  const cloudflare = await startCloudflareTest();
  try {
    await configure(cloudflare, port);
    const engine = await loadEngine(path);
    await engine.runTests(engine.tests, false, cloudflare.app);
    return figuresOf(engine, differences);
  } finally {
    await cloudflare.close();
    origin.kill("SIGTERM");
  }
};

async function configure(cloudflare: CloudflareTest, port: number): Promise<void> {
  const origin = { type: "plain_text", name: "ORIGIN", text: `http://127.0.0.1:${port}` };
  await cloudflare.deploy({ source, bindings: [origin] });
  const cacheAll = {
    action: "set_cache_settings",
    expression: "true",
    action_parameters: {
      cache: true,
      edge_ttl: { mode: "bypass_by_default" },
      browser_ttl: { mode: "respect_origin" },
    },
  };
  await cloudflare.client.rulesets.phases.update("http_request_cache_settings", {
    zone_id: zoneId,
    rules: [cacheAll],
  } as never);
}

async function loadEngine(path: string): Promise<Engine> {
  const load = (file: string) => import(pathToFileURL(join(path, file)).href);
  const [runner, results, suites] = await Promise.all([
    load("test-engine/client/runner.mjs"),
    load("test-engine/lib/results.mjs"),
    load("tests/index.mjs"),
  ]);
  return { ...runner, ...results, tests: suites.default } as Engine;
}

/** The suite's own server, which responds as each case specifies and records requests. */
async function startOrigin(path: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["test-engine/server/server.mjs"], {
    cwd: path,
    env: {
      npm_config_protocol: "http",
      npm_config_port: String(port),
      npm_config_pidfile: join(tmpdir(), `cache-tests-${process.pid}.pid`),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(() => {
    throw new SeaworthyError("PROCESS_FAILED", `The suite's server in ${path} did not start.`);
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  ended.catch(() => undefined);
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
