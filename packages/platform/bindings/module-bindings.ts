import type { DurableObjectNamespace } from "@cloudflare/workers-types";
import { z } from "zod";
import type { Module } from "../modules/define-module.ts";
import { type BindingProblem, problemOf } from "./binding-problem.ts";
import { isObjectWith } from "./platform-bindings.ts";

const namespace = z.custom<DurableObjectNamespace>(
  isObjectWith("idFromName", "get"),
  "must be a Durable Object namespace",
);

/** One module's part of `env`. */
export interface ParsedModule {
  /** By binding name. */
  readonly durableObjects: Readonly<Record<string, DurableObjectNamespace>>;
  /** By binding name; only those that are bound. */
  readonly optional: Readonly<Record<string, unknown>>;
  readonly configuration: unknown;
}

export interface ModuleBindings {
  /** By module name. */
  readonly modules: Readonly<Record<string, ParsedModule>>;
  readonly errors: readonly BindingProblem[];
}

/** Parses the bindings that modules need. If one of them is missing, nothing is served. */
export function parseModules(
  modules: readonly Module[],
  given: Readonly<Record<string, unknown>>,
  configuration: Readonly<Record<string, unknown>>,
): ModuleBindings {
  const errors: BindingProblem[] = [];
  const parsed = modules.map((module) => {
    const objects = objectSchema(module).safeParse(given);
    const own = configurationSchema(module).safeParse(configuration[module.name] ?? {});
    errors.push(...(objects.error?.issues ?? []).map(problemOf));
    errors.push(...(own.error?.issues ?? []).map((issue) => ofConfiguration(module, issue)));
    return [
      module.name,
      {
        durableObjects: objects.data ?? {},
        optional: boundOf(module, given),
        configuration: own.data,
      },
    ] as const;
  });
  return { modules: Object.fromEntries(parsed), errors };
}

/** A service is an object; anything else under its name does not count as bound. */
const isBound = (value: unknown) => typeof value === "object" && value !== null;

function boundOf({ optionalBindings = {} }: Module, given: Readonly<Record<string, unknown>>) {
  const names = Object.keys(optionalBindings).filter((name) => isBound(given[name]));
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

/** Services that modules can do without and that are not bound: `AI: not bound; …`. */
export function absentOf(
  modules: readonly Module[],
  given: Readonly<Record<string, unknown>>,
): string[] {
  return modules.flatMap(({ optionalBindings = {} }) =>
    Object.entries(optionalBindings)
      .filter(([name]) => !isBound(given[name]))
      .map(([name, { without }]) => `${name}: not bound; ${without}`),
  );
}

function objectSchema({ durableObjects = {} }: Module) {
  return z.object(Object.fromEntries(Object.keys(durableObjects).map((name) => [name, namespace])));
}

function configurationSchema({ configuration }: Module): z.ZodObject {
  return configuration ?? z.object({});
}

function ofConfiguration({ name }: Module, { path, message }: z.core.$ZodIssue): BindingProblem {
  return { name: "CONFIGURATION", message: `${[name, ...path].join(".")}: ${message}` };
}
