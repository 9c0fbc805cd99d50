import type { OpenAPIHono } from "@hono/zod-openapi";
import { defined } from "@seaworthy/core/defined";
import type { AlertProbe } from "../alerts/alert-readings.ts";
import type { JobHandler } from "../jobs/jobs-handler.ts";
import type { Figure } from "../metrics/figures.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import type { LongConsumer } from "../schedules/long-consumers.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import type { Module } from "./define-module.ts";

export type ScheduledHandler = (context: ScheduledContext) => Promise<void>;

// Not Cloudflare's types: packages contain two copies of them, and comparing those takes minutes.
// biome-ignore lint/suspicious/noExplicitAny: the only type that every class's constructor extends
export type DurableObjectClass = new (state: any, env: any) => object;

/** The part of a module that runs in the Worker. */
export interface ModuleWorker {
  readonly module: Module;
  readonly routes?: () => OpenAPIHono<AppEnv>;
  readonly schedules: Readonly<Record<string, ScheduledHandler>>;
  readonly jobs: Readonly<Record<string, JobHandler>>;
  readonly durableObjects: Readonly<Record<string, DurableObjectClass>>;
  readonly longConsumers: Readonly<Record<string, LongConsumer["versions"]>>;
  readonly probes: Readonly<Record<string, AlertProbe>>;
  readonly figures: Readonly<Record<string, Figure>>;
}

type ClassNames<M> = M extends { durableObjects: Record<string, { className: infer N }> }
  ? N & string
  : never;
type ScheduleNames<M> = M extends { schedules: infer S } ? keyof S & string : never;
type JobNames<M> = M extends { jobs: infer J } ? keyof J & string : never;
type FigureNames<M> = M extends { figures: infer F } ? keyof F & string : never;
type ConsumerNames<M> = M extends { longConsumers: readonly (infer N)[] } ? N & string : never;

type ProbeNames<M> = M extends { alerts: infer A }
  ? {
      [N in keyof A]: A[N] extends { measure: { kind: "probe" } } ? N & string : never;
    }[keyof A]
  : never;

/** Required if the module's data has names, otherwise rejected. */
type Part<Key extends string, Names extends string, Value> = [Names] extends [never]
  ? { readonly [K in Key]?: never }
  : { readonly [K in Key]: Readonly<Record<Names, Value>> };

export type WorkerParts<M> = { readonly routes?: () => OpenAPIHono<AppEnv> } & Part<
  "schedules",
  ScheduleNames<M>,
  ScheduledHandler
> &
  Part<"jobs", JobNames<M>, JobHandler> &
  Part<"durableObjects", ClassNames<M>, DurableObjectClass> &
  Part<"longConsumers", ConsumerNames<M>, LongConsumer["versions"]> &
  Part<"probes", ProbeNames<M>, AlertProbe> &
  Part<"figures", FigureNames<M>, Figure>;

/**
 * Provides the Worker code for each name in the module's data. The default export of the module's
 * `worker.ts`.
 *
 * ```ts
 * export default defineWorker(notes, { routes: notesRoutes });
 * ```
 */
export function defineWorker<const M extends Module>(
  module: M,
  parts: WorkerParts<M>,
): ModuleWorker {
  // Parts that the module's data does not name are undefined.
  const given: Partial<ModuleWorker> = parts;
  const { routes, schedules = {}, jobs = {}, durableObjects = {} } = given;
  const { longConsumers = {}, probes = {}, figures = {} } = given;
  return {
    module,
    schedules,
    jobs,
    durableObjects,
    longConsumers,
    probes,
    figures,
    ...defined({ routes }),
  };
}
