import { fieldAbsence } from "./check/names.ts";
import { fields } from "./fields.ts";
import { functions } from "./functions.ts";
import { type PhaseName, phases } from "./phases.ts";

const names = Object.keys(phases) as readonly PhaseName[];

/** The phases whose expressions may use a field. */
export function phasesOfField(
  name: string,
  use: "filter" | "value" = "filter",
): readonly PhaseName[] {
  const field = fields.get(name);
  return field
    ? names.filter((phase) => fieldAbsence(name, field, { phase, use }) === undefined)
    : [];
}

/** The phases whose expressions may call a function. */
export function phasesOfFunction(name: string, use: "filter" | "value"): readonly PhaseName[] {
  const definition = functions.get(name);
  if (!definition) return [];
  return definition.where
    ? names.filter((phase) => definition.where?.[use]?.some((allowed) => allowed === phase))
    : names;
}
