import type { z } from "zod";
import type { Alerts } from "../alerts/alert.ts";
import type { JobKind } from "../jobs/jobs-kinds.ts";
import type { ModuleEdge } from "./edge.ts";

/** When something runs: five fields in UTC, or with the stack's own daily run. */
export type Cron = "daily" | `${string} ${string} ${string} ${string} ${string}`;

export interface DurableObjectData {
  /** The class that the module's `worker.ts` has under this name. */
  readonly className: string;
  readonly description: string;
}

/**
 * What a workload brings, as data. Node imports it too (the Pulumi program, the policies, the
 * command), so nothing in it may reach `cloudflare:*`; what runs in the Worker is in `worker.ts`.
 */
export interface ModuleData {
  /** The name of its folder: lower-case letters and digits. */
  readonly name: string;
  /** Its keys of the stack file, under `seaworthy:<name>`. The Worker gets the values too. */
  readonly configuration?: z.ZodObject;
  /** Secrets that it uses: binding and what for. Declare each with `defineSecret` in `infra/`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Its Durable Objects, by the binding that the Worker reaches them with. */
  readonly durableObjects?: Readonly<Record<string, DurableObjectData>>;
  /** What an API key can be allowed to do. Routes ask for one with `requireApiKey`. */
  readonly scopes?: readonly string[];
  /** What runs at set times, by name. */
  readonly schedules?: Readonly<Record<string, Cron>>;
  /** Work that is done after a commit, at least once, by name: `mail.send`. */
  readonly jobs?: Readonly<Record<string, JobKind>>;
  /** What operators can switch off without a deployment, by name: what is off then. */
  readonly switches?: Readonly<Record<string, string>>;
  /** What outlives a request and keeps the version that it began with; a rotation waits for it. */
  readonly longConsumers?: readonly string[];
  /**
   * Its example data is `seed.sql` beside it, which `seaworthy seed` runs; the rows that each table
   * then has at least. The file makes the same rows each time, and none of them twice.
   */
  readonly seed?: Readonly<Record<string, number>>;
  /** Scenarios of `seaworthy load`: for each name a k6 script `load/<name>.js` beside it. */
  readonly load?: readonly string[];
  /** What it counts and times, each name beginning with the module's: help text by name. */
  readonly metrics?: ModuleMetrics;
  /**
   * Numbers that someone has to be told about, by name. `impliedBy` may name alerts of the
   * platform, and of the module with its name before: `notes.backlog`.
   */
  readonly alerts?: Alerts;
}

export interface ModuleMetrics {
  readonly counters?: Readonly<Record<string, string>>;
  readonly histograms?: Readonly<Record<string, string>>;
  /** What goes up and down, written with `writeGauge`. */
  readonly gauges?: Readonly<Record<string, string>>;
}

/** A module as in the table. */
export interface Module extends ModuleData {
  /** What it adds to the zone's rules; it can make none of them weaker. */
  edge?(configuration: Readonly<Record<string, unknown>>): ModuleEdge;
}

/**
 * Declares a workload. The app's `src/modules.ts` lists it; from there it reaches the API, the
 * bindings, the crons, the zone's rules, the migrations and the policies.
 *
 * ```ts
 * export const notes = defineModule({ name: "notes", scopes: ["notes:read"] });
 * ```
 */
export function defineModule<
  C extends z.ZodObject = z.ZodObject,
  const D extends Names = Record<never, never>,
>(data: TypedModule<C, D>): TypedModule<C, D> {
  return data;
}

/** The parts of a module whose names its `worker.ts` has to use. */
export type Names = Pick<
  ModuleData,
  | "secrets"
  | "durableObjects"
  | "scopes"
  | "schedules"
  | "jobs"
  | "switches"
  | "longConsumers"
  | "seed"
  | "load"
  | "metrics"
  | "alerts"
>;

export type TypedModule<C extends z.ZodObject, D extends Names> = D & {
  readonly name: string;
  readonly configuration?: C;
  readonly edge?: (configuration: z.output<C>) => ModuleEdge;
};
