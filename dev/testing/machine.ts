import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** How the simulated machine differs from this one. */
export interface MachineSettings {
  /** How far its clock is ahead. */
  readonly clockOffsetMs?: number;
  readonly hostname?: string;
  /** Local ports, and the ones that connections to them are redirected to. */
  readonly detours?: Readonly<Record<string, number>>;
}

export const machineVariable = "TEST_MACHINE";

/** Identifies one run: all its processes inherit it, and are found by it. */
export const runVariable = "TEST_RUN";

/** The environment that makes a command and its child processes behave as if on that machine. */
export function machineEnvironment(settings: MachineSettings): Record<string, string> {
  const preload = pathToFileURL(join(import.meta.dirname, "machine-preload.ts")).href;
  return {
    [machineVariable]: JSON.stringify(settings),
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${preload}`.trim(),
  };
}
