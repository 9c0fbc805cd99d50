import { z } from "zod";
import type { Condition, ConditionGroup, LogicType } from "../../ingest/model.ts";
import { notImplemented } from "../http/problem.ts";
import { camelKeys } from "../http/request-body.ts";

const id = z.union([z.string(), z.number()]).nullish();
const conditionBody = z.preprocess(
  camelKeys,
  z.strictObject({
    id,
    type: z.string().min(1),
    comparison: z.unknown(),
    conditionResult: z.union([z.boolean(), z.number()]).default(true),
    conditionGroupId: id,
  }),
);
const logicType = z.enum(["any", "any-short", "all", "none"]);

/**
 * Fields of a condition group. Sentry returns `organizationId` and `actions`, so clients may send
 * them back.
 */
export const conditionGroupFields = {
  id,
  organizationId: id,
  logicType,
  conditions: z.array(conditionBody).default([]),
} as const;

export interface ConditionGroupBody {
  readonly id?: string | number | null | undefined;
  readonly logicType: LogicType;
  readonly conditions: readonly {
    readonly id?: string | number | null | undefined;
    readonly type: string;
    readonly comparison?: unknown;
    readonly conditionResult: unknown;
  }[];
}

/**
 * Rejects condition types that are not evaluated, by name; keeps known ids, so that an update
 * changes only what it contains.
 */
export function conditionGroup(
  body: ConditionGroupBody,
  evaluated: readonly string[],
  where: string,
  nextId: () => string,
): ConditionGroup {
  const unknown = body.conditions.find(({ type }) => !evaluated.includes(type));
  if (unknown) throw notImplemented(`The condition type "${unknown.type}" of ${where}`);
  const conditions = body.conditions.map(
    (given): Condition => ({
      id: idOr(given.id, nextId),
      type: given.type,
      comparison: given.comparison,
      conditionResult: given.conditionResult,
    }),
  );
  return { id: idOr(body.id, nextId), logicType: body.logicType, conditions };
}

export function idOr(given: string | number | null | undefined, nextId: () => string): string {
  return given === undefined || given === null || given === "" ? nextId() : String(given);
}
