import { randomUUID } from "node:crypto";
import { openDetour } from "../../testing/detour.ts";
import type { Call, Destination, Fate } from "../../testing/gate.ts";
import { type MachineSettings, machineEnvironment, runVariable } from "../../testing/machine.ts";
import { killByEnvironment } from "../processes.ts";
import type { OnEvent, RotationResult, RotationStack } from "./rotation-stack.ts";

/**
 * The fault at one call: the run, its engine and its plugins are killed, or the server responds
 * with an error or not at all.
 */
export type Harm = "killed before" | "killed after" | "silence" | 429 | 500;

/**
 * An external call of a rotation: its step, service and request. Includes writes of the journal.
 */
export interface PlacedCall extends Call {
  readonly step: string;
}

export interface CallPoint extends PlacedCall {
  readonly harm: Harm;
}

export interface HarmedRun extends RotationResult {
  /** Where faults were injected; a kill ends the run. */
  readonly points: readonly CallPoint[];
}

/**
 * Injects faults at a run's external calls, never twice at the same call, so that a resumed run
 * gets further than the previous one.
 */
export interface CallHarm {
  run(args: readonly string[], on?: OnEvent): Promise<HarmedRun>;
  /** Every call that was seen, with or without fault, by `nameOf`. */
  readonly seen: ReadonlyMap<string, PlacedCall>;
  close(): Promise<void>;
}

export interface CallHarmOptions {
  /** The faults for a call, one each time it is repeated. */
  readonly harms: (call: PlacedCall) => readonly Harm[];
  /** Other oddities of the machine. */
  readonly settings?: MachineSettings;
  /** Short, so that a silent server is noticed soon. Default 5. */
  readonly timeoutSeconds?: number;
}

export async function openCallHarm(
  rotation: RotationStack,
  options: CallHarmOptions,
): Promise<CallHarm> {
  const { harms, settings = {}, timeoutSeconds = 5 } = options;
  const seen = new Map<string, PlacedCall>();
  const done = new Set<string>();
  let current: OpenRun | undefined;
  const meet = (call: Call, when: "before" | "after"): Fate => {
    if (current === undefined || current.isKilled) return "cut";
    const placed = { ...call, step: current.step };
    seen.set(nameOf(placed), placed);
    const harm = harms(placed).find(
      (one) => isAt(one, when) && !done.has(`${nameOf(placed)} ${one}`),
    );
    if (harm === undefined) return "pass";
    done.add(`${nameOf(placed)} ${harm}`);
    current.points.push({ ...placed, harm });
    if (typeof harm === "number" || harm === "silence") return harm;
    current.isKilled = true;
    killByEnvironment(runVariable, current.id);
    return "cut";
  };
  const gate = {
    before: (call: Call) => meet(call, "before"),
    after: (call: Call) => (meet(call, "after") === "pass" ? "pass" : "cut"),
  } as const;
  const detour = await openDetour(await destinationsOf(rotation), gate);
  return {
    seen,
    run: async (args, on = () => {}) => {
      const run: OpenRun = { id: randomUUID(), step: "preflight", isKilled: false, points: [] };
      current = run;
      const watch: OnEvent = (event, kill) => {
        if (event.event === "step") {
          run.step = event.step;
          meet({ service: "journal", name: `written ${event.at}` }, "after");
        }
        on(event, kill);
      };
      const variables = {
        ...machineEnvironment({ ...settings, detours: detour.ports }),
        ...{ [runVariable]: run.id, SEAWORTHY_VENDOR_TIMEOUT_SECONDS: String(timeoutSeconds) },
      };
      const result = await rotation.rotate(args, watch, { variables });
      current = undefined;
      return { ...result, points: run.points };
    },
    close: detour.close,
  };
}

interface OpenRun {
  readonly id: string;
  step: string;
  isKilled: boolean;
  readonly points: CallPoint[];
}

const isAt = (harm: Harm, when: "before" | "after") =>
  (harm === "killed after") === (when === "after");

export const nameOf = ({ step, service, name }: PlacedCall): string => `${step} ${service} ${name}`;

/** Every server of the local cloud that a rotation or its engine talks to. */
async function destinationsOf({ stack }: RotationStack): Promise<Destination[]> {
  const { edge, control, database, redis, sentry } = await stack.status();
  const http = { app: edge.http, control: control.cloudflare, sentry: sentry.url };
  const destination = (service: string, url: string, protocol: Destination["protocol"]) => ({
    service,
    port: Number(new URL(url).port),
    protocol,
  });
  return [
    ...Object.entries(http).map(([service, url]) => destination(service, url, "http")),
    ...redis.map(({ name, rest }) => destination(name, rest, "http")),
    destination("database", database.direct, "postgres"),
    destination("pooler", database.pooler, "postgres"),
  ];
}
