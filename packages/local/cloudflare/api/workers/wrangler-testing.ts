import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { accountId, zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

/** Wrangler itself, from npm: a client that we did not write. */
const wranglerBin = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin/wrangler.js",
);

export interface WranglerTest extends CloudflareTest {
  /** Writes the project's two-module Worker, which responds with `hello <name> <TOKEN or none>`. */
  write(name: string): void;
  /** Runs wrangler in the project; returns its output. */
  wrangler(args: readonly string[], input?: string): Promise<string>;
  /** The Worker's response. */
  answer(): Promise<string>;
}

const config = {
  name: "hello",
  main: "index.js",
  account_id: accountId,
  compatibility_date: "2026-01-01",
  workers_dev: false,
  vars: { GREETING: "hello" },
  route: { pattern: "localhost/*", zone_id: zoneId },
  triggers: { crons: ["*/5 * * * *"] },
};

/** A local cloud, and a wrangler project that deploys to it. */
export async function startWranglerTest(): Promise<WranglerTest> {
  const cloudflare = await startCloudflareTest();
  const project = mkdtempSync(join(tmpdir(), "wrangler-"));
  writeFileSync(join(project, "wrangler.json"), JSON.stringify(config));
  return {
    ...cloudflare,
    write: (name) => writeWorker(project, name),
    wrangler: (args, input) => run(cloudflare, project, args, input),
    answer: async () => (await fetch(cloudflare.app)).text(),
    close: async () => {
      await cloudflare.close();
      rmSync(project, { recursive: true, force: true });
    },
  };
}

function writeWorker(project: string, name: string): void {
  writeFileSync(join(project, "name.js"), `export const name = "${name}";`);
  const source = `import { name } from "./name.js";
export default {
  fetch: (_, env) => new Response(env.GREETING + " " + name + " " + (env.TOKEN ?? "none")),
  scheduled() {},
};`;
  writeFileSync(join(project, "index.js"), source);
}

function run(
  { cloud }: CloudflareTest,
  project: string,
  args: readonly string[],
  input: string | undefined,
): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: project,
    XDG_CONFIG_HOME: project,
    WRANGLER_LOG_PATH: project,
    WRANGLER_SEND_METRICS: "false",
    CI: "1",
    CLOUDFLARE_API_BASE_URL: cloud.control.cloudflare,
    CLOUDFLARE_API_TOKEN: cloud.tokens.cloudflare,
  };
  return new Promise((resolve, reject) => {
    const command = [wranglerBin, ...args];
    const ended = (failed: Error | null, out: string, told: string) => {
      if (failed) reject(new SeaworthyError("PROCESS_FAILED", `${out}\n${told}`));
      else resolve(out);
    };
    execFile(process.execPath, command, { cwd: project, env }, ended).stdin?.end(input);
  });
}
