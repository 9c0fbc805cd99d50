import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasErrno } from "@seaworthy/core/errors";
import { sendSignal } from "@seaworthy/local/kernel/processes/send-signal";
import type { DetourMode } from "./detour.ts";
import { type Fault, harmless, killed, lastsMs, type Place, silent } from "./fault.ts";
import type { Rig } from "./rig.ts";
import { workerFaults } from "./worker-faults.ts";

const kill = (prefix: string) => async (rig: Rig) => {
  sendSignal(rig.processOf(prefix).pid, "SIGKILL");
};

/** What happens to a local cloud while writers write. */
export const faults: readonly Fault[] = [
  {
    name: "postgres-killed",
    what: "SIGKILL of PostgreSQL",
    promise: killed,
    strike: kill("postgres-"),
  },
  {
    name: "pooler-killed",
    what: "SIGKILL of PgBouncer",
    promise: killed,
    strike: kill("pgbouncer-"),
  },
  { name: "redis-killed", what: "SIGKILL of Redis", promise: killed, strike: kill("redis-") },
  {
    name: "postgres-stopped",
    what: "PostgreSQL answers nothing for 3 s (SIGSTOP, SIGCONT)",
    promise: silent,
    strike: (rig) => paused(rig, "postgres-"),
  },
  {
    name: "redis-stopped",
    what: "Redis answers nothing for 3 s",
    promise: silent,
    strike: (rig) => paused(rig, "redis-"),
  },
  ...workerFaults,
  {
    name: "slow-network",
    what: "every response of the pooler, Redis, the edge and the APIs comes 0.5 s later, for 3 s",
    promise: harmless,
    strike: network("slow"),
  },
  {
    name: "reset-connections",
    what: "every connection to the pooler, Redis, the edge and the APIs is reset, for 3 s",
    promise: { errors: 500, recoverySeconds: 10 },
    strike: network("reset"),
  },
  {
    name: "partial-responses",
    what: "half of each response of the pooler, Redis, the edge and the APIs arrives, then the end, for 3 s",
    promise: { errors: 500, recoverySeconds: 10 },
    strike: network("partial"),
  },
  {
    name: "clock-jump",
    what: "the local cloud's clock is an hour ahead for 1.5 s, then an hour behind for 1.5 s",
    promise: harmless,
    strike: jumpClock,
  },
  {
    name: "cloud-restarted",
    what: "the local cloud is stopped and started",
    promise: { errors: 6_000, recoverySeconds: 60 },
    strike: ({ cloud }) => cloud.restart(),
  },
  {
    name: "half-open",
    what: "300 connections each to the pooler, the database, the edge and the APIs, which say nothing",
    promise: { errors: 20, recoverySeconds: 10 },
    strike: halfOpen,
  },
  {
    name: "disk-full",
    what: "no byte is free on the disk of the local cloud for 3 s (a tmpfs; root only)",
    promise: { errors: 500, recoverySeconds: 30 },
    place: smallDisk,
    strike: fillDisk,
  },
];

function network(mode: DetourMode) {
  return async (rig: Rig): Promise<void> => {
    rig.network(mode);
    await delay(lastsMs);
    rig.network("pass");
  };
}

const hourMs = 3_600_000;

async function jumpClock(rig: Rig): Promise<void> {
  for (const ahead of [hourMs, -hourMs]) {
    rig.jumpClock(ahead);
    await delay(lastsMs / 2);
  }
  rig.jumpClock(0);
}

/** Resumed by itself if the run is cut off. */
async function paused(rig: Rig, prefix: string): Promise<void> {
  const { name } = rig.processOf(prefix);
  const pause = rig.cloud.context.processes.pause(name, 2 * lastsMs);
  await delay(lastsMs);
  pause?.resume();
}

async function halfOpen({ cloud, ports }: Rig): Promise<void> {
  const control = Number(new URL(cloud.context.controlUrl).port);
  const sockets: Socket[] = [];
  for (const port of [ports.pooler, ports.direct, ports.edge, control])
    for (let count = 0; count < 300; count++)
      sockets.push(connect(port, "127.0.0.1").on("error", () => undefined));
  await delay(lastsMs);
  for (const socket of sockets) socket.destroy();
}

function smallDisk(): Place {
  const directory = mkdtempSync(join(tmpdir(), "sea-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=0711", "tmpfs", directory]);
  return {
    directory: join(directory, "cloud"),
    remove: () => {
      execFileSync("umount", [directory]);
      rmSync(directory, { recursive: true });
    },
  };
}

async function fillDisk({ cloud }: Rig): Promise<void> {
  const file = join(cloud.directory, "filler");
  fill(file);
  await delay(lastsMs);
  rmSync(file);
}

function fill(file: string): void {
  const filler = openSync(file, "w");
  try {
    for (const piece of [1024 * 1024, 4096, 1]) writeAll(filler, Buffer.alloc(piece));
    fsyncSync(filler);
  } finally {
    closeSync(filler);
  }
}

function writeAll(file: number, piece: Buffer): void {
  try {
    for (;;) writeSync(file, piece);
  } catch (thrown) {
    if (!hasErrno(thrown, "ENOSPC")) throw thrown;
  }
}
