import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeFile } from "@seaworthy/core/code-file";
import { parseVariable } from "@seaworthy/core/environment";
import { z } from "zod";
import { cloudFile, cloudLog, failureFile, supervisorFile } from "./cloud-file.ts";
import { identify, isRunning, type ProcessIdentity } from "./kernel/processes/identity.ts";
import { closeLog, openLog, rotateLog } from "./kernel/processes/log-file.ts";
import { endProcess } from "./kernel/processes/orphaned-processes.ts";

/**
 * Keeps the local cloud running: restarts it when it ends unexpectedly, forwards SIGTERM, and exits
 * when the cloud cannot start for a permanent reason (a taken port, a corrupt store). Does nothing
 * else, so it has no reason to crash.
 */
const directory = join(
  resolve(parseVariable("SEAWORTHY_DIRECTORY", z.string("set the local cloud's state folder"))),
  "local",
);
const logPath = cloudLog(directory);
const backoffMs = { first: 200, longest: 10_000 };

/**
 * A cloud that cannot even load ends immediately every time; one that was killed, or could not
 * reach a port, may start the next time.
 */
const mostEarlyEnds = 3;

/** A child notifies when it ends; an adopted process has to be polled. */
const adoptedPollMs = 250;
const adoptedStopMs = 30_000;

let stopping = false;
let failures = 0;
let earlyEnds = 0;

async function main(): Promise<void> {
  const other = supervisorFile.read(directory);
  if (other && isRunning(other)) return;
  const self = identify(process.pid);
  if (self) supervisorFile.write(directory, self);
  const orphan = cloudFile.read(directory)?.process;
  if (orphan && isRunning(orphan)) await adopt(orphan);
  while (!stopping) {
    const startedAt = Date.now();
    const exit = await runCloud();
    earlyEnds = exit.early ? earlyEnds + 1 : 0;
    if (earlyEnds === mostEarlyEnds) reportEarlyEnds();
    if (stopping || failureFile.read(directory)?.retryable === false) break;
    failures = Date.now() - startedAt > 60_000 ? 0 : failures + 1;
    await delay(Math.min(backoffMs.longest, backoffMs.first * 2 ** failures));
  }
  supervisorFile.remove(directory);
}

/** A cloud whose supervisor was killed: waits for its end as if this supervisor had started it. */
async function adopt(cloud: ProcessIdentity): Promise<void> {
  const stop = () => {
    stopping = true;
    void endProcess(cloud, "SIGTERM", adoptedStopMs);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  while (isRunning(cloud)) await delay(adoptedPollMs);
  process.off("SIGTERM", stop);
  process.off("SIGINT", stop);
}

function reportEarlyEnds(): void {
  const reason =
    readFileSync(logPath, "utf8")
      .match(/^\w*Error: .+$/gm)
      ?.at(-1) ?? "no reason was printed";
  const message = `The local cloud exited ${mostEarlyEnds} times during start-up: ${reason}. See: npx seaworthy logs local cloud`;
  failureFile.write(directory, { code: "CLOUD_START_FAILED", message, retryable: false });
}

/**
 * `early`: it ended by itself before it was ready, without writing the reason to the failure file.
 */
function runCloud(): Promise<{ early: boolean }> {
  rotateLog(logPath);
  const log = openLog(logPath);
  failureFile.remove(directory);
  const main = codeFile(import.meta, "main");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main], {
    stdio: ["ignore", log, log],
  });
  closeLog(log);
  const stop = () => {
    stopping = true;
    child.kill("SIGTERM");
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return new Promise((finished) => {
    child.once("exit", (code) => {
      process.off("SIGTERM", stop);
      process.off("SIGINT", stop);
      const wasReady = cloudFile.read(directory)?.process.pid === child.pid;
      finished({
        early:
          code !== null && code !== 0 && !wasReady && failureFile.read(directory) === undefined,
      });
    });
  });
}

await main();
