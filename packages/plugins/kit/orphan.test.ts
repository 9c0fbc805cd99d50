import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const entry = join(import.meta.dirname, "../cloudflare/main.ts");

/**
 * Starts the plugin as the engine does, in its own process group, prints its pid when it listens,
 * and keeps running.
 */
const engine = `
  const plugin = require("node:child_process").spawn(process.execPath, [${JSON.stringify(entry)}], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  plugin.stdout.once("data", () => console.log(plugin.pid));
  setInterval(() => {}, 1000);`;

test("a plugin exits soon after its engine was killed", async () => {
  const parent = spawn(process.execPath, ["-e", engine], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
  const plugin = Number(line);
  expect(isRunning(plugin)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isRunning(plugin), { timeout: 10_000 }).toBe(false);
});

/** Zombies do not count as running: PID 1 of a container may never reap them. */
function isRunning(pid: number): boolean {
  return /^[^Z]/.test(
    spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim(),
  );
}
