import { z } from "zod";
import type { Module } from "../modules/define-module.ts";
import { critical, optional } from "./platform-bindings.ts";

export interface BindingRow {
  readonly name: string;
  readonly kind: string;
  readonly needed: "yes" | "in prod" | "no";
  readonly description: string;
}

/** One row per binding, for docs and for those who declare bindings. */
export function tableOfBindings(modules: readonly Module[] = []): BindingRow[] {
  return [
    ...rows(critical, "yes"),
    ...modules.flatMap(objectRows),
    ...rows(optional, "no"),
    ...modules.flatMap(optionalRows),
    ...modules.flatMap(secretRows),
  ];
}

function rows(schema: z.ZodObject, needed: "yes" | "no"): BindingRow[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { kind, description, neededIn } = metaOf(field as z.ZodType);
    return {
      name,
      kind: String(kind),
      needed: neededIn === "prod" ? "in prod" : needed,
      description: String(description),
    };
  });
}

function objectRows({ durableObjects = {} }: Module): BindingRow[] {
  return Object.entries(durableObjects).map(([name, { className, description }]) => ({
    name,
    kind: "durable_object_namespace",
    needed: "yes",
    description: `Class \`${className}\`: ${description}`,
  }));
}

function optionalRows({ optionalBindings = {} }: Module): BindingRow[] {
  return Object.entries(optionalBindings).map(([name, { kind, description }]) => ({
    name,
    kind,
    needed: "no",
    description,
  }));
}

function secretRows({ secrets = {} }: Module): BindingRow[] {
  return Object.entries(secrets).map(([name, description]) => ({
    name,
    kind: "secret_text",
    needed: "no",
    description,
  }));
}

/** Metadata of a platform binding. */
export function metaOf(field: z.ZodType): z.core.GlobalMeta {
  return z.globalRegistry.get(field) ?? {};
}
