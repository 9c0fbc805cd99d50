import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { modules as appModules } from "@seaworthy/app/src/modules";
import { startStack, type TestStack } from "@seaworthy/app/testing/stack";
import { newPerson } from "@seaworthy/app/testing/tokens";
import { findProject } from "@seaworthy/core/project";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { installK6 } from "@seaworthy/toolchain/k6";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { startEdgeProxy } from "./edge-proxy.ts";

const users = 10;
const duration = "20s";
const modules: readonly Module[] = appModules;
const moduleFolder = (name: string) => join(findProject().root, "app/src/modules", name);
const scenarios = modules.flatMap(({ name, load = [] }) =>
  load.map((scenario) => ({
    name: scenario,
    script: join(moduleFolder(name), "load", `${scenario}.js`),
  })),
);

const number = z.number();
const summarySchema = z.object({
  metrics: z.object({
    http_reqs: z.object({ count: number }),
    http_req_failed: z.object({ value: number }),
    http_req_duration: z.object({ avg: number, "p(95)": number, "p(99)": number }),
    checks: z.object({ value: number }),
  }),
});

let stack: TestStack;
let proxy: Awaited<ReturnType<typeof startEdgeProxy>>;
let k6 = "";
const folder = mkdtempSync(join(tmpdir(), "sea-load-"));
const measured: string[] = [];
beforeAll(async () => {
  k6 = await installK6((line) => process.stdout.write(`${line}\n`));
  stack = await startStack();
  proxy = await startEdgeProxy(stack.worker.url);
  for (const { name, seed } of modules)
    if (seed !== undefined)
      await stack.admin.unsafe(readFileSync(join(moduleFolder(name), "seed.sql"), "utf8"));
}, 600_000);
afterAll(async () => {
  process.stdout.write(`\nmeasured: ${measured.join("; ")}\n`);
  proxy?.close();
  await stack?.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each(scenarios)(
  "$name: its users get answers, within the workload's objectives",
  async ({ name, script }) => {
    const file = join(folder, `${name}.json`);
    const people = await Promise.all(Array.from({ length: users }, () => newPerson()));
    const done = await promisify(execFile)(
      k6,
      [
        ...["run", "--quiet", "--no-usage-report", "--summary-export", file],
        ...["--summary-trend-stats", "avg,p(95),p(99)", "--local-ips", "127.20.0.1-127.20.1.254"],
        ...["--vus", String(users), "--duration", duration, script],
      ],
      {
        env: {
          ...process.env,
          ...stack.secrets,
          BASE_URL: proxy.url,
          TOKENS: people.map(({ authorization }) => authorization.replace("Bearer ", "")).join(),
        },
      },
    ).then(
      () => "kept",
      (failed: { code?: number; stderr?: string }) => `${failed.code}: ${failed.stderr}`,
    );
    const {
      http_reqs,
      http_req_failed,
      http_req_duration: ms,
      checks,
    } = summarySchema.parse(JSON.parse(readFileSync(file, "utf8"))).metrics;
    measured.push(
      `${name} ${http_reqs.count} requests, mean ${ms.avg.toFixed(0)} ms, p95 ${ms["p(95)"].toFixed(0)}, p99 ${ms["p(99)"].toFixed(0)}`,
    );
    expect([http_req_failed.value, checks.value]).toEqual([0, 1]);
    expect(done).toBe("kept");
  },
  120_000,
);
