import { spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../logger.ts";
import { identify, isRunning } from "./identity.ts";
import { endOrphanedProcesses } from "./orphaned-processes.ts";
import { createProcessTable } from "./processes.ts";
import type { ProcessSpec, ProcessTable } from "./table.ts";

let directory: string;
let table: ProcessTable;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sea-processes-"));
  table = createProcessTable({
    runDirectory: directory,
    logDirectory: directory,
    log: silentLogger,
  });
});

afterEach(async () => {
  await table.stopAll();
  rmSync(directory, { recursive: true, force: true });
});

const sleeper = (over: Partial<ProcessSpec> = {}): ProcessSpec => ({
  name: "sleeper",
  command: "sh",
  args: ["-c", "echo begun; exec sleep 600"],
  ready: async () => readFileSync(join(directory, "sleeper.log"), "utf8").includes("begun"),
  ...over,
});

test("a started process is listed, logged, and gone after stop", async () => {
  const started = await table.start(sleeper());
  const identity = identify(started.pid);
  expect(table.running()).toEqual([{ name: "sleeper", pid: started.pid, restarts: 0 }]);
  await started.stop();
  expect(identity && isRunning(identity)).toBe(false);
  expect(table.running()).toEqual([]);
  expect(readdirSync(directory).filter((file) => file.endsWith(".json"))).toEqual([]);
});

test("a killed process is restarted", async () => {
  let restarted = false;
  const started = await table.start(sleeper({ onRestart: () => (restarted = true) }));
  const first = started.pid;
  started.signal("SIGKILL");
  await expect.poll(() => restarted, { timeout: 10_000 }).toBe(true);
  expect(started.pid).not.toBe(first);
  expect(table.running()[0]?.restarts).toBe(1);
});

test("a process that exits at once fails with its name and where to look", async () => {
  const failing = sleeper({ args: ["-c", "exit 3"], ready: async () => false });
  await expect(table.start(failing)).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: expect.stringContaining("logs local sleeper"),
  });
  expect(table.running()).toEqual([]);
});

test("after stopAll nothing is restarted", async () => {
  await table.stopAll();
  await expect(table.start(sleeper())).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: expect.stringContaining("stopping"),
  });
});

test("a server left by a killed cloud is stopped, and one with a reused pid is not", async () => {
  const started = await table.start(sleeper());
  const identity = identify(started.pid);
  const pidFile = join(directory, "sleeper.json");
  const own = identify(process.pid);
  writeFileSync(
    join(directory, "stranger.json"),
    JSON.stringify({
      ...own,
      start: "0",
      name: "stranger",
      stopSignal: "SIGKILL",
      stopTimeoutMs: 1,
    }),
  );
  expect(readFileSync(pidFile, "utf8")).toContain(String(started.pid));
  expect((await endOrphanedProcesses(directory)).sort()).toEqual(["sleeper", "stranger"]);
  expect(identity && isRunning(identity)).toBe(false);
});

test("a server whose pid a killed cloud had not written down yet is stopped too", async () => {
  const started = await table.start(sleeper());
  const identity = identify(started.pid);
  const pidFile = join(directory, "sleeper.json");
  const {
    pid: _pid,
    start: _start,
    ...announced
  } = JSON.parse(readFileSync(pidFile, "utf8")) as Record<string, unknown>;
  writeFileSync(pidFile, JSON.stringify(announced));
  expect(await endOrphanedProcesses(directory)).toEqual(["sleeper"]);
  expect(identity && isRunning(identity)).toBe(false);
});

test("run returns the output, and a failure's last output without the command's environment", async () => {
  expect(
    await table.run("sh", ["-c", "echo $GREETING"], { environment: { GREETING: "ahoy" } }),
  ).toBe("ahoy\n");
  await expect(
    table.run("sh", ["-c", "echo sunk >&2; exit 1"], { environment: { SECRET: "canary" } }),
  ).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: expect.stringMatching(/sunk$/),
  });
});

test.each(["", '{"pid":', "garbage"])(
  "a server whose file contains %j is found by its log, and stopped",
  async (text) => {
    const run = mkdtempSync(join(directory, "run-"));
    mkdirSync(join(directory, "logs"), { recursive: true });
    const log = openSync(join(directory, "logs", "lost.log"), "a");
    const child = spawn("sleep", ["60"], { stdio: ["ignore", log, log] });
    const identity = identify(child.pid ?? 0);
    expect(identity && isRunning(identity)).toBe(true);
    writeFileSync(join(run, "lost.json"), text);
    expect(await endOrphanedProcesses(run)).toEqual(["lost"]);
    expect(identity && isRunning(identity)).toBe(false);
  },
);
