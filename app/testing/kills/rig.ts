import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startStack, type TestStack } from "../stack.ts";
import type { TestWorker } from "../worker.ts";

export type Victim = "workerd" | "postgres" | "redis";

/** The app, and a way to kill its parts. */
export interface KillRig {
  readonly stack: TestStack;
  /** One request, never retried: a retry would be a second write. */
  send(path: string, init: RequestInit): Promise<Response>;
  readonly worker: () => TestWorker;
  /** Kills it with SIGKILL. The cloud restarts its services; this rig restarts workerd. */
  kill(victim: Victim): Promise<void>;
  /** Runs the minutely cron once. */
  runMinute(): Promise<void>;
  close(): Promise<void>;
}

interface RigOptions {
  readonly vars: Readonly<Record<string, string>>;
  /** Statements that expire the leases of a dead Worker. */
  readonly endLeases: readonly string[];
}

const requestTimeoutMs = 10_000;

export async function openKillRig({ vars, endLeases }: RigOptions): Promise<KillRig> {
  const folder = mkdtempSync(join(tmpdir(), "sea-kills-"));
  const stack = await startStack(vars, undefined, folder);
  let worker = stack.worker;
  return {
    stack,
    send: (path, init) =>
      fetch(new URL(path, worker.url), { ...init, signal: AbortSignal.timeout(requestTimeoutMs) }),
    worker: () => worker,
    kill: async (victim) => {
      if (victim !== "workerd") return stack.crash(victim);
      await worker.close();
      for (const statement of endLeases) await stack.admin.unsafe(statement);
      worker = await stack.startWorker();
    },
    runMinute: async () => {
      const url = "/cdn-cgi/handler/scheduled?cron=*+*+*+*+*";
      await fetch(new URL(url, worker.url))
        .then((response) => response.text())
        .catch(() => undefined);
      await pause(100);
    },
    close: async () => {
      await stack.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
