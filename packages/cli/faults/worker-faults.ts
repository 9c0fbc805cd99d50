import { setTimeout as delay } from "node:timers/promises";
import { sendSignal } from "@seaworthy/local/kernel/processes/send-signal";
import { type Fault, harmless, killed, lastsMs, silent } from "./fault.ts";
import type { Rig } from "./rig.ts";
import type { Behaviour } from "./worker.ts";

/** Faults of the Worker's runtime, its versions and the edge in front of it. */
export const workerFaults: readonly Fault[] = [
  {
    name: "worker-killed",
    what: "SIGKILL of workerd",
    promise: killed,
    strike: async (rig) => signal(rig, "SIGKILL"),
  },
  {
    name: "worker-stopped",
    what: "workerd answers nothing for 3 s",
    promise: silent,
    strike: paused,
  },
  {
    name: "version-throws",
    what: "half of the requests go to a version that throws, for 3 s",
    promise: { errors: 500, recoverySeconds: 5 },
    strike: (rig) => beside(rig, "throws"),
  },
  {
    name: "version-hangs",
    what: "half of the requests go to a version that never answers, for 3 s",
    promise: { errors: 20, recoverySeconds: 15 },
    strike: (rig) => beside(rig, "hangs"),
  },
  {
    name: "versions-replaced",
    what: "five versions are deployed, one after the other",
    promise: harmless,
    strike: replaceVersions,
  },
  {
    name: "rules-replaced",
    what: "the zone's firewall rules are replaced 50 times",
    promise: harmless,
    strike: async ({ worker }) => {
      for (let count = 0; count < 50; count++) await worker.block(`/blocked-${count}`);
    },
  },
];

function signal({ worker }: Rig, name: NodeJS.Signals): void {
  for (const pid of worker.pids()) sendSignal(pid, name);
}

async function paused(rig: Rig): Promise<void> {
  signal(rig, "SIGSTOP");
  try {
    await delay(lastsMs);
  } finally {
    signal(rig, "SIGCONT");
  }
}

async function beside({ worker }: Rig, behaviour: Behaviour): Promise<void> {
  const good = await worker.upload("serves");
  await worker.deploy([good, await worker.upload(behaviour)]);
  await delay(lastsMs);
  await worker.deploy([good]);
}

async function replaceVersions({ worker }: Rig): Promise<void> {
  for (let count = 0; count < 5; count++) await worker.deploy([await worker.upload("serves")]);
}
