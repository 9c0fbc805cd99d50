import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createCloudflare } from "@seaworthy/local/cloudflare/api/index";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { type DetourMode, openDetour } from "./detour.ts";
import { createProject, createRedis } from "./resources.ts";
import { apiTarget, databaseTarget, newClient, redisTarget, workerTarget } from "./targets.ts";
import { type DeployedWorker, deployWorker } from "./worker.ts";
import type { Target } from "./writer.ts";

interface RunningServer {
  readonly name: string;
  readonly pid: number;
}

/**
 * A local cloud of its own, with a database behind its pooler, a Redis, a Worker behind the edge,
 * and their writers.
 */
export interface Rig {
  readonly cloud: TestCloud;
  readonly targets: readonly Target[];
  /** The server whose name starts so, e.g. `postgres-`. */
  processOf(prefix: string): RunningServer;
  readonly worker: DeployedWorker;
  readonly ports: { readonly direct: number; readonly pooler: number; readonly edge: number };
  /** What the network between the writers and the services does from now on. */
  network(mode: DetourMode): void;
  /** Sets the cloud's clock so far ahead; negative: behind. */
  jumpClock(ms: number): void;
  /** Locks that are waited for, and advisory locks that are held. */
  stuckLocks(): Promise<number>;
  close(): Promise<void>;
}

/** `directory` is where the cloud keeps everything; a temporary folder by default. */
export async function openRig(directory = mkdtempSync(join(tmpdir(), "sea-"))): Promise<Rig> {
  mkdirSync(directory, { recursive: true });
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const vendors = [createSupabase, createUpstash, createCloudflare];
  const cloud = await startTestCloud({ vendors, directory, clock });
  const [project, redis] = [await createProject(cloud), await createRedis(cloud)];
  const worker = await deployWorker(cloud);
  const edge = await cloud.context.ports.get("edge.http");
  const control = Number(new URL(cloud.context.controlUrl).port);
  const services = [project.ports.pooler, redis.port, control, edge];
  const detours = await Promise.all(services.map(openDetour));
  const [pooler = 0, rest = 0, api = 0, front = 0] = detours.map(({ port }) => port);
  const owner = { ...project.login, port: project.ports.pooler };
  await query(owner, "create table public.acknowledged (n integer primary key)");
  return {
    ...{ cloud, worker, ports: { ...project.ports, edge } },
    targets: [
      databaseTarget({ ...owner, port: pooler }),
      redisTarget({ ...redis, port: rest }),
      workerTarget(front),
      apiTarget(api, `localhost:${control}`, cloud.tokens.supabase),
    ],
    processOf: (prefix) => processOf(cloud, prefix),
    network: (mode) => {
      for (const detour of detours) detour.set(mode);
    },
    jumpClock: (ms) => {
      aheadMs = ms;
    },
    stuckLocks: async () => Number((await query(owner, stuckLocksSql))[0]?.count),
    close: async () => {
      await Promise.all(detours.map((detour) => detour.close()));
      await cloud.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function processOf({ context }: TestCloud, prefix: string): RunningServer {
  const found = context.processes.running().find(({ name }) => name.startsWith(prefix));
  if (found !== undefined) return found;
  throw new SeaworthyError("PROCESS_FAILED", `The local cloud runs no process ${prefix}.`);
}

const stuckLocksSql =
  "select count(*)::int as count from pg_locks where not granted or locktype = 'advisory'";

async function query(login: Parameters<typeof newClient>[0], text: string) {
  const client = newClient(login);
  await client.connect();
  try {
    return (await client.query<{ count: number }>(text)).rows;
  } finally {
    await client.end();
  }
}
