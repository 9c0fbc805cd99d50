import type { DurableObjectNamespace } from "@cloudflare/workers-types";
import type { z } from "zod";
import type { Bindings, ForModules } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Module } from "./define-module.ts";

type Names<
  M extends Module,
  Part extends "durableObjects" | "optionalBindings" | "secrets",
> = keyof M[Part] & string;

/** The namespace of one of the module's Durable Objects. */
export function durableObjectOf<M extends Module>(
  module: M,
  { modules }: Pick<Bindings, "modules">,
  binding: Names<M, "durableObjects">,
): DurableObjectNamespace {
  const namespace = modules[module.name]?.durableObjects[binding];
  if (namespace !== undefined) return namespace;
  throw new AppError("NOT_CONFIGURED", "The service is not configured yet. Try again later.", {
    cause: new AppError("NOT_CONFIGURED", `${binding}: not set, or ${module.name} is not listed`),
  });
}

/** One of the services that the module can do without; undefined if it is not bound. */
export function optionalOf<M extends Module>(
  module: M,
  { modules }: Pick<Bindings, "modules">,
  binding: Names<M, "optionalBindings">,
): unknown {
  return modules[module.name]?.optional[binding];
}

/** The module's configuration, from `seaworthy:<module>` in the stack file. */
export function configurationOf<M extends Module>(
  module: M,
  { modules }: Pick<Bindings, "modules">,
): M extends { configuration: infer C extends z.ZodObject } ? z.output<C> : Record<string, never> {
  const parsed = modules[module.name];
  if (parsed === undefined)
    throw new AppError("INTERNAL", "Something went wrong.", {
      cause: new AppError("INTERNAL", `Module ${module.name} is not in the app's table of modules`),
    });
  // parseBindings has parsed it with the module's own schema.
  return parsed.configuration as never;
}

/**
 * The values of one of the module's secrets: the one in use, then during a rotation the other
 * accepted one. Empty until a value has been supplied.
 */
export function secretOf<M extends Module>(
  _module: M,
  { secretValues }: Pick<ForModules, "secretValues">,
  binding: Names<M, "secrets">,
): readonly string[] {
  const values = [secretValues[binding], secretValues[`${binding}_PREVIOUS`]];
  return [...new Set(values.filter((value) => value !== undefined))];
}

type MetricNames<M, Kind extends "counters" | "histograms"> = M extends {
  metrics: { [K in Kind]: infer Table };
}
  ? keyof Table & string
  : never;

/** Counts and times under the names in the module's data. */
export function metricsOf<M extends Module>(
  _module: M,
  metrics: Metrics,
): {
  count(name: MetricNames<M, "counters">, labels: Readonly<Record<string, string>>): void;
  observe(
    name: MetricNames<M, "histograms">,
    labels: Readonly<Record<string, string>>,
    durationMs: number,
  ): void;
} {
  return metrics as never;
}
