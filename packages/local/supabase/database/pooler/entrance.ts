import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { codeFile } from "@seaworthy/core/code-file";
import type { Logger } from "../../../kernel/logger.ts";
import { openThread } from "../../../kernel/threads/open-thread.ts";

export interface EntranceSettings {
  readonly port: number;
  /** PgBouncer's port. */
  readonly target: number;
  /** The project that logins must name. */
  readonly ref: string;
  /** In PEM. */
  readonly key: string;
  readonly chain: string;
  readonly isTlsRequired: boolean;
}

export type EntranceMessage = Pick<EntranceSettings, "isTlsRequired">;

/**
 * The pooler's public endpoint, as at Supabase: over TLS, with logins that name the project
 * (`postgres.<ref>`). PgBouncer supports neither and receives the plain login.
 */
export interface Entrance {
  /** Applies to new connections. */
  requireTls(isTlsRequired: boolean): void;
  close(): Promise<void>;
}

/** Resolves when it listens. Rejects when the port is taken. A thread that fails is replaced. */
export async function openEntrance(settings: EntranceSettings, log: Logger): Promise<Entrance> {
  let current = settings;
  let worker = await startThread(current);
  let isClosed = false;
  const watch = () =>
    worker.once("error", async (cause) => {
      log.error("pooler.entrance_failed", { ref: settings.ref, cause });
      if (isClosed) return;
      worker = await startThread(current);
      watch();
    });
  watch();
  return {
    requireTls: (isTlsRequired) => {
      current = { ...current, isTlsRequired };
      worker.postMessage({ isTlsRequired } satisfies EntranceMessage);
    },
    close: async () => {
      isClosed = true;
      await worker.terminate();
    },
  };
}

async function startThread(settings: EntranceSettings): Promise<Worker> {
  const worker = openThread(codeFile(import.meta, "entrance-thread"), { data: settings });
  await once(worker, "message"); // rejects with the thread's error
  return worker;
}
