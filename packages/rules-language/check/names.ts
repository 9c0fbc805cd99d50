import { expressionError } from "../errors.ts";
import { ofPacketsToo } from "../fields/packet.ts";
import { type FieldDefinition, fields } from "../fields.ts";
import { type FunctionDefinition, functions } from "../functions.ts";
import { type Plan, planAllows } from "../limits.ts";
import { listed, type Phase, phases } from "../phases.ts";
import type { Call, Field } from "../syntax/syntax.ts";
import type { CheckOptions } from "./options.ts";

/**
 * The field's definition. Throws when it does not exist or is not available in the phase, use or
 * plan.
 */
export function checkField(node: Field, text: string, options: CheckOptions): FieldDefinition {
  const field = fields.get(node.name);
  if (!field)
    throw expressionError(
      "EXPRESSION_UNSUPPORTED",
      text,
      node.at,
      `${node.name} is not a field of the Rules language`,
    );
  const why = fieldAbsence(node.name, field, options) ?? planMistake(field.plan, options.plan);
  if (why !== undefined)
    throw expressionError("EXPRESSION_INVALID", text, node.at, `the field ${node.name} ${why}`);
  return field;
}

/** Why a field is not available in the phase and use; undefined when it is. */
export function fieldAbsence(
  name: string,
  field: FieldDefinition,
  { phase, response, use = "filter" }: CheckOptions,
): string | undefined {
  const place: Phase | undefined = phase && phases[phase];
  const seesResponse =
    response ?? (place?.sees === "response" || (place?.sees === "both" && use === "filter"));
  if (field.response && !seesResponse) return "is available only in phases that see the response";
  if (field.valueOnly && use === "filter")
    return "is available only in expressions that produce a value";
  if (!place) return undefined;
  const isPacketPhase = place.sees === "packet";
  if (isPacketPhase !== (field.packet ?? false) && !(isPacketPhase && ofPacketsToo.has(name)))
    return `is not available in the phase ${phase}`;
  if (field.listedOnly && !listed(place.also ?? [], name))
    return `is not available in the phase ${phase}`;
  const only = use === "value" ? (place.values ?? place.only) : place.only;
  return only && !listed([...only, ...(place.also ?? [])], name)
    ? `is not available in the phase ${phase}`
    : undefined;
}

/** The function's definition. `single` collects functions that an expression may use only once. */
export function checkFunction(
  node: Call,
  text: string,
  options: CheckOptions,
  single: Set<string>,
): FunctionDefinition {
  const definition = functions.get(node.name);
  if (!definition)
    throw expressionError(
      "EXPRESSION_UNSUPPORTED",
      text,
      node.at,
      `${node.name}() is not a function of the Rules language`,
    );
  const why = elsewhere(definition, options) ?? planMistake(definition.plan, options.plan);
  if (why !== undefined)
    throw expressionError("EXPRESSION_INVALID", text, node.at, `${node.name}() ${why}`);
  if (definition.single) {
    const [other] = single;
    if (other !== undefined)
      throw expressionError(
        "EXPRESSION_INVALID",
        text,
        node.at,
        `an expression may use ${other}() or ${node.name}() only once`,
      );
    single.add(node.name);
  }
  return definition;
}

function elsewhere(
  { where }: FunctionDefinition,
  { phase, use = "filter" }: CheckOptions,
): string | undefined {
  if (!where || !phase) return undefined;
  const there: readonly string[] = where[use] ?? [];
  if (there.includes(phase)) return undefined;
  return `is not available in ${use === "value" ? "values" : "filters"} of the phase ${phase}`;
}

export function planMistake(least: Plan | undefined, plan: Plan | undefined): string | undefined {
  return least && plan && !planAllows(plan, least)
    ? `needs the plan ${least} or higher`
    : undefined;
}
