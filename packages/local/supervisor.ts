import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseVariable } from "@seaworthy/core/environment";
import { z } from "zod";
import { cloudFile, failureFile, supervisorFile } from "./cloud-file.ts";
import { closeLog, openLog, rotateLog } from "./kernel/log-file.ts";
import { identify } from "./kernel/process-identity.ts";

/**
 * Keeps the local cloud running: starts it again when it ends unasked, hands SIGTERM on, and leaves
 * when it could not start for a reason that does not pass (a taken port, a broken store). Does
 * nothing else, so it has no reason to die.
 */
const directory = join(
  resolve(
    parseVariable("SEAWORTHY_DIRECTORY", z.string("say where the local cloud keeps its state")),
  ),
  "local",
);
const logPath = join(directory, "logs", "cloud.out.log");
const backoffMs = { first: 200, longest: 10_000 };

/**
 * A cloud that cannot even load ends at once each time; one that was killed, or could not reach a
 * port, may start the next time.
 */
const mostEarlyEnds = 3;

let stopping = false;
let failures = 0;
let earlyEnds = 0;

async function main(): Promise<void> {
  const self = identify(process.pid);
  if (self) supervisorFile.write(directory, self);
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

function reportEarlyEnds(): void {
  const reason =
    readFileSync(logPath, "utf8")
      .match(/^\w*Error: .+$/gm)
      ?.at(-1) ?? "no reason was printed";
  const message = `The local cloud ended ${mostEarlyEnds} times while it started: ${reason}. See: npx seaworthy logs local cloud`;
  failureFile.write(directory, { code: "CLOUD_START_FAILED", message, retryable: false });
}

/** `early`: it ended by itself, before it was ready, and did not say why in the failure file. */
function runCloud(): Promise<{ early: boolean }> {
  rotateLog(logPath);
  const log = openLog(logPath);
  failureFile.remove(directory);
  const main = join(import.meta.dirname, "main.ts");
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
