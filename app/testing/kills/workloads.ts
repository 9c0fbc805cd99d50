import { platformWorkload } from "./platform.ts";
import { type KillRig, openKillRig } from "./rig.ts";
import { type OpenWorkload, type StartedWorkload, workloadsOfModules } from "./workload.ts";

/** The platform's workload and that of each module, on one app. */
export interface Workloads {
  readonly rig: KillRig;
  readonly started: readonly StartedWorkload[];
  readonly open: readonly OpenWorkload[];
  close(): Promise<void>;
}

export async function openWorkloads(): Promise<Workloads> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of closers.toReversed()) await one();
  };
  try {
    const { started, vars } = await startWorkloads(closers);
    const endLeases = started.flatMap((workload) => workload.endLeases ?? []);
    const rig = await openKillRig({ vars, endLeases });
    closers.push(rig.close);
    const open = await Promise.all(started.map((workload) => workload.open(rig)));
    return { rig, started, open, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function startWorkloads(closers: (() => Promise<void>)[]) {
  const started: StartedWorkload[] = [];
  const configuration: Record<string, object> = {};
  for (const [name, start] of [["", platformWorkload] as const, ...(await workloadsOfModules())]) {
    const workload = await start();
    started.push(workload);
    if (workload.configuration !== undefined) configuration[name] = workload.configuration;
    if (workload.close !== undefined) closers.push(workload.close);
  }
  const vars = Object.assign({}, ...started.map((workload) => workload.vars ?? {}));
  return { started, vars: { ...vars, CONFIGURATION: JSON.stringify(configuration) } };
}
