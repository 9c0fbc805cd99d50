import type { z } from "zod";
import type { Alerts } from "../alerts/alert.ts";
import type { JobKind } from "../jobs/jobs-kinds.ts";
import type { ModuleEdge } from "./edge.ts";

/** When something runs: five fields in UTC, or with the stack's daily run. */
export type Cron = "daily" | `${string} ${string} ${string} ${string} ${string}`;

export interface DurableObjectData {
  /** The class that the module's `worker.ts` provides under this name. */
  readonly className: string;
  readonly description: string;
}

/** Cloudflare services that a module can do without, by the name of their kind of binding. */
export type OptionalBindingKind = "ai" | "analytics_engine" | "vectorize";

export interface OptionalBinding {
  readonly kind: OptionalBindingKind;
  readonly description: string;
  /** What happens without it; the Worker logs it as a warning. */
  readonly without: string;
}

/** A page of the app, as a visitor sees it. */
export interface PageCheck {
  /** `{id}` is replaced by the id in the response to `creates`. */
  readonly path: string;
  /** Default: 200. */
  readonly status?: number;
  /** Text that the visitor must see. */
  readonly shows: string;
  /**
   * A POST by a new user before, answered with JSON that has an `id`. The page is then that user's,
   * and `<path>/<id>` is deleted afterwards.
   */
  readonly creates?: { readonly path: string; readonly body: unknown };
}

/**
 * A workload's data. Node imports it too (the Pulumi program, the policies, the command), so it
 * must not import `cloudflare:*`; the code that runs in the Worker is in `worker.ts`.
 */
export interface ModuleData {
  /** Its folder's name: lower-case letters and digits. */
  readonly name: string;
  /** Its stack file keys, under `seaworthy:<name>`. The Worker also receives the values. */
  readonly configuration?: z.ZodObject;
  /** Secrets that it uses: binding and purpose. Declare each with `defineSecret` in `infra/`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Its Durable Objects, by their binding in the Worker. */
  readonly durableObjects?: Readonly<Record<string, DurableObjectData>>;
  /** Services that it can do without, by binding. The stack binds those that it has. */
  readonly optionalBindings?: Readonly<Record<string, OptionalBinding>>;
  /** Scopes of API keys. Routes require one with `requireApiKey`. */
  readonly scopes?: readonly string[];
  /** Scheduled runs, by name. */
  readonly schedules?: Readonly<Record<string, Cron>>;
  /** Work done after a commit, at least once, by name: `mail.send`. */
  readonly jobs?: Readonly<Record<string, JobKind>>;
  /** What operators can switch off without a deployment, by name: what is off then. */
  readonly switches?: Readonly<Record<string, string>>;
  /**
   * What outlives a request and keeps the version that it started with; a rotation waits for it.
   */
  readonly longConsumers?: readonly string[];
  /**
   * Its example data is in `seed.sql` beside it, run by `seaworthy seed`; this is the minimum
   * number of rows of each table afterwards. The file creates the same rows each time, without
   * duplicates.
   */
  readonly seed?: Readonly<Record<string, number>>;
  /** Scenarios of `seaworthy load`: each name has a k6 script `load/<name>.js` beside it. */
  readonly load?: readonly string[];
  /** What `seaworthy verify` opens in a browser, by name. */
  readonly pages?: Readonly<Record<string, PageCheck>>;
  /** Its counters and timers, with names starting with the module's: help text by name. */
  readonly metrics?: ModuleMetrics;
  /** Numbers of the business that operators look at, by name: what each is. */
  readonly figures?: Readonly<Record<string, string>>;
  /**
   * Numbers with limits that trigger notifications, by name. `impliedBy` may name alerts of the
   * platform, and those of modules as `notes.backlog`.
   */
  readonly alerts?: Alerts;
}

export interface ModuleMetrics {
  readonly counters?: Readonly<Record<string, string>>;
  readonly histograms?: Readonly<Record<string, string>>;
  /** Numbers that go up and down, written with `writeGauge`. */
  readonly gauges?: Readonly<Record<string, string>>;
}

/** A module as in the table. */
export interface Module extends ModuleData {
  /** What it adds to the zone's rules; it cannot weaken any of them. */
  edge?(configuration: Readonly<Record<string, unknown>>): ModuleEdge;
}

/**
 * Declares a workload. The app's `src/modules.ts` lists it; from there it is added to the API, the
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

/** The parts of a module whose names its `worker.ts` must use. */
export type Names = Pick<
  ModuleData,
  | "secrets"
  | "durableObjects"
  | "optionalBindings"
  | "scopes"
  | "schedules"
  | "jobs"
  | "switches"
  | "longConsumers"
  | "seed"
  | "load"
  | "pages"
  | "metrics"
  | "alerts"
  | "figures"
>;

export type TypedModule<C extends z.ZodObject, D extends Names> = D & {
  readonly name: string;
  readonly configuration?: C;
  readonly edge?: (configuration: z.output<C>) => ModuleEdge;
};
