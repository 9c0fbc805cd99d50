import { fieldAbsence } from "./check/names.ts";
import { fields } from "./fields.ts";
import { functions } from "./functions.ts";
import { type PhaseName, phases } from "./phases.ts";

const names = Object.keys(phases) as readonly PhaseName[];

/** The phases in whose expressions a field may stand. */
export function phasesOfField(
  name: string,
  use: "filter" | "value" = "filter",
): readonly PhaseName[] {
  const field = fields.get(name);
  return field
    ? names.filter((phase) => fieldAbsence(name, field, { phase, use }) === undefined)
    : [];
}

/** The phases in whose expressions a function may be called. */
export function phasesOfFunction(name: string, use: "filter" | "value"): readonly PhaseName[] {
  const definition = functions.get(name);
  if (!definition) return [];
  return definition.where
    ? names.filter((phase) => definition.where?.[use]?.some((allowed) => allowed === phase))
    : names;
}
