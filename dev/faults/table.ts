import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasErrno } from "@seaworthy/core/errors";
import type { Rig } from "./rig.ts";

export interface Fault {
  readonly name: string;
  readonly what: string;
  /** The cloud's data folder; default a regular one. */
  readonly place?: () => Place;
  /** Resolves when the fault is over. */
  strike(rig: Rig): Promise<void>;
}

interface Place {
  readonly directory: string;
  remove(): void;
}

const kill = (prefix: string) => async (rig: Rig) => {
  process.kill(rig.pidOf(prefix), "SIGKILL");
};

/** What happens to the local cloud while two writers write. */
export const faults: readonly Fault[] = [
  { name: "postgres-killed", what: "SIGKILL of PostgreSQL", strike: kill("postgres-") },
  { name: "pooler-killed", what: "SIGKILL of PgBouncer", strike: kill("pgbouncer-") },
  { name: "redis-killed", what: "SIGKILL of Redis", strike: kill("redis-") },
  {
    name: "postgres-stopped",
    what: "PostgreSQL answers nothing for 3 s (SIGSTOP, SIGCONT)",
    strike: (rig) => paused(rig, "postgres-"),
  },
  {
    name: "redis-stopped",
    what: "Redis answers nothing for 3 s",
    strike: (rig) => paused(rig, "redis-"),
  },
  {
    name: "cloud-restarted",
    what: "the local cloud is stopped and started",
    strike: ({ cloud }) => cloud.restart(),
  },
  {
    name: "half-open",
    what: "300 connections each to the pooler, the database and the APIs, which say nothing",
    strike: halfOpen,
  },
  {
    name: "disk-full",
    what: "no byte is free on the disk of the local cloud for 3 s (a tmpfs; root only)",
    place: smallDisk,
    strike: fillDisk,
  },
];

async function paused(rig: Rig, prefix: string): Promise<void> {
  const pid = rig.pidOf(prefix);
  process.kill(pid, "SIGSTOP");
  await delay(3_000);
  process.kill(pid, "SIGCONT");
}

async function halfOpen({ cloud, ports }: Rig): Promise<void> {
  const control = Number(new URL(cloud.context.controlUrl).port);
  const sockets: Socket[] = [];
  for (const port of [ports.pooler, ports.direct, control])
    for (let count = 0; count < 300; count++)
      sockets.push(connect(port, "127.0.0.1").on("error", () => undefined));
  await delay(3_000);
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
  await delay(3_000);
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
