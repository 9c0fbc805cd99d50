import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { modules as table } from "@seaworthy/app/src/modules";
import { bundleWorker, workerRuntime } from "@seaworthy/platform/bundle/bundle";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { Miniflare } from "miniflare";

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10;

const objects = table.flatMap(({ durableObjects = {} }: Module) => Object.entries(durableObjects));

const emptyWorker = `export default { fetch() { return new Response("ok"); } };
  import { DurableObject } from "cloudflare:workers";
  ${objects.map(([, { className }]) => `export class ${className} extends DurableObject {}`).join("\n")}`;

/**
 * A deployment's upload size, and the CPU time that workerd needs to start it beyond that of an
 * empty Worker.
 */
export async function measureBundle(
  rounds: number,
  median: (values: readonly number[]) => number,
): Promise<Record<string, unknown>> {
  const { modules: made } = await bundleWorker({
    folder: join(import.meta.dirname, "../../../app"),
  });
  const content = made[0]?.content ?? new Uint8Array();
  const code = new TextDecoder().decode(content);
  const beyond: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [bare, ours] = [await startUpCpuMs(emptyWorker), await startUpCpuMs(code)];
    beyond.push(ours - bare);
  }
  return {
    bundleBytes: content.length,
    bundleGzipBytes: gzipSync(content).length,
    startUpCpuMs: median(beyond),
  };
}

async function startUpCpuMs(code: string): Promise<number> {
  const before = new Set(childProcesses());
  const miniflare = new Miniflare({
    ...workerRuntime,
    compatibilityFlags: [...workerRuntime.compatibilityFlags],
    cf: false,
    modules: [{ type: "ESModule", path: "index.js", contents: code }],
    modulesRoot: "/",
    durableObjects: Object.fromEntries(
      objects.map(([binding, { className }]) => [binding, { className, useSQLite: true }]),
    ),
  });
  try {
    const url = await miniflare.ready;
    await (await fetch(new URL("/health/live", url))).arrayBuffer();
    const started = childProcesses().filter((pid) => !before.has(pid));
    return started.reduce((sum, pid) => sum + cpuMs(pid), 0);
  } finally {
    await miniflare.dispose();
  }
}

/** Child processes of this one. Linux only. */
function childProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)[1]) === process.pid);
}

function cpuMs(pid: number): number {
  const [user, system] = statOf(pid).slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * tickMs;
}

/** The fields of proc_pid_stat(5) from the third on; the second, the name, may contain blanks. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return []; // the process ended meanwhile
  }
}
