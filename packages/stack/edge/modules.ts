import { SeaworthyError } from "@seaworthy/core/errors";
import type { Module } from "@seaworthy/platform/modules/define-module";
import type { ModuleEdge } from "@seaworthy/platform/modules/edge";
import { edgeMistakesIn } from "@seaworthy/platform/modules/edge-mistakes";

/** What one module adds to the zone's rules. */
export interface EdgeOfModule {
  readonly module: string;
  readonly edge: ModuleEdge;
}

/** What all modules add, each from its own configuration. Throws CONFIG_INVALID. */
export function edgeOfModules(
  table: readonly Module[],
  configuration: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): EdgeOfModule[] {
  const added = table.map((module) => ({
    module: module.name,
    edge: module.edge?.(configuration[module.name] ?? {}) ?? {},
  }));
  const mistakes = added.flatMap(({ module, edge }) => edgeMistakesIn(module, edge));
  if (mistakes.length === 0) return added;
  throw new SeaworthyError("CONFIG_INVALID", mistakes.join("\n"), { details: { mistakes } });
}
