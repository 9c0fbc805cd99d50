import { randomUUID } from "node:crypto";
import { openDetour } from "../testing/detour.ts";
import type { Call, Destination, Fate } from "../testing/gate.ts";
import { type MachineSettings, machineEnvironment, runVariable } from "../testing/machine.ts";
import { killByEnvironment } from "./processes.ts";
import type { OnEvent, RotationResult, RotationStack } from "./rotation-stack.ts";

/**
 * What happens at one call: the run, its engine and its plugins are killed, or the server answers
 * badly or not at all.
 */
export type Harm = "killed before" | "killed after" | "silence" | 429 | 500;

/**
 * An external call of a rotation: the step in which it is made, the service, and what is asked.
 * Writing the journal is one.
 */
export interface PlacedCall extends Call {
  readonly step: string;
}

export interface CallPoint extends PlacedCall {
  readonly harm: Harm;
}

export interface HarmedRun extends RotationResult {
  /** Where it met harm; a killed run ends with that. */
  readonly points: readonly CallPoint[];
}

/**
 * Lets runs meet harm at their external calls, no call the same twice: so a run that is begun again
 * gets further than the one before.
 */
export interface CallHarm {
  run(args: readonly string[], on?: OnEvent): Promise<HarmedRun>;
  /** Every call that was seen, harmed or not, by `nameOf`. */
  readonly seen: ReadonlyMap<string, PlacedCall>;
  close(): Promise<void>;
}

export interface CallHarmOptions {
  /** What is to happen at a call, one after the other as it is made again. */
  readonly harms: (call: PlacedCall) => readonly Harm[];
  /** What else is odd about the machine. */
  readonly settings?: MachineSettings;
  /** So that a server's silence is found out soon. Default 5. */
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

/** Every server of the local cloud that a rotation or its engine speaks to. */
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
