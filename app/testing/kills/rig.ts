import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type MailCloud, startMailCloud } from "../outreach/mail-cloud.ts";
import { startStack, type TestStack } from "../stack.ts";
import type { TestWorker } from "../worker.ts";
import type { SendOnce } from "./writers.ts";

export type Victim = "workerd" | "postgres" | "redis";

/** The app with its mail provider and a customer's receiver, and a way to kill its parts. */
export interface KillRig {
  readonly stack: TestStack;
  readonly mail: MailCloud;
  readonly send: SendOnce;
  readonly worker: () => TestWorker;
  /** How often the customers' receiver got each message id. */
  readonly received: ReadonlyMap<string, number>;
  readonly receiverUrl: string;
  /** Kills it with SIGKILL. The cloud restarts its services; this rig restarts workerd. */
  kill(victim: Victim): Promise<void>;
  /** Runs the minutely cron once. */
  runMinute(): Promise<void>;
  close(): Promise<void>;
}

const configuration = {
  outreach: { webhooks: { loopback: true, timeoutSeconds: 5 } },
  calls: { assistantId: "assistant-under-kills" },
  tables: { replication: { delayMs: 0, verifySeconds: 5 } },
};
const requestTimeoutMs = 10_000;

export async function openKillRig(): Promise<KillRig> {
  const folder = mkdtempSync(join(tmpdir(), "sea-kills-"));
  const mail = await startMailCloud();
  const receiver = await startReceiver();
  const vars = { ...mail.vars, CONFIGURATION: JSON.stringify(configuration) };
  const stack = await startStack(vars, undefined, folder);
  let worker = stack.worker;
  const send: SendOnce = (path, init) =>
    fetch(new URL(path, worker.url), { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
  return {
    stack,
    mail,
    send,
    worker: () => worker,
    received: receiver.received,
    receiverUrl: receiver.url,
    kill: async (victim) => {
      if (victim !== "workerd") return stack.crash(victim);
      await worker.close();
      await endLeases(stack);
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
      receiver.close();
      await stack.close();
      await mail.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Expires the leases of a dead Worker. */
async function endLeases({ admin }: TestStack): Promise<void> {
  await admin`update jobs set lease_until = now() where status = 'running'`;
  await admin`update emails set lease_until = now() - interval '1 second' where status = 'sending'`;
  await admin`update webhook_deliveries set lease_until = now() - interval '1 second'
    where status = 'delivering'`;
  await admin`update idempotency_keys set lease_until = now() where status is null`;
}

/** A customer's receiver that counts messages. */
async function startReceiver() {
  const received = new Map<string, number>();
  const server = createServer((request, response) => {
    const id = String(request.headers["webhook-id"]);
    request.resume().on("end", () => {
      received.set(id, (received.get(id) ?? 0) + 1);
      response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    received,
    url: `http://127.0.0.1:${port}/hook`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
