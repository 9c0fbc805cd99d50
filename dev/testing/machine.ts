import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What the machine that runs a command is like, other than this one. */
export interface MachineSettings {
  /** How far its clock is ahead. */
  readonly clockOffsetMs?: number;
  readonly hostname?: string;
  /** Local ports, and the ones where connections to them go instead. */
  readonly detours?: Readonly<Record<string, number>>;
}

export const machineVariable = "TEST_MACHINE";

/** Names one run: every process that it starts inherits it, which is how they are found. */
export const runVariable = "TEST_RUN";

/** The environment by which a command and all that it starts believe to be on that machine. */
export function machineEnvironment(settings: MachineSettings): Record<string, string> {
  const preload = pathToFileURL(join(import.meta.dirname, "machine-preload.ts")).href;
  return {
    [machineVariable]: JSON.stringify(settings),
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${preload}`.trim(),
  };
}
