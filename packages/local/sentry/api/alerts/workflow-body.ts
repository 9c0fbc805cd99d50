import { z } from "zod";
import { filterConditions } from "../../ingest/alerts/alert-conditions.ts";
import { triggerConditions } from "../../ingest/alerts/alerts.ts";
import type { ActionFilter, Workflow } from "../../ingest/model.ts";
import { notImplemented, problem } from "../http/problem.ts";
import { camelKeys } from "../http/request-body.ts";
import type { SentryState } from "../sentry-state.ts";
import { conditionGroup, conditionGroupFields, idOr } from "./condition-bodies.ts";

const id = z.union([z.string(), z.number()]).nullish();
const actionBody = z.preprocess(
  camelKeys,
  z.strictObject({
    id,
    type: z.string().min(1),
    integrationId: z.union([z.string(), z.number()]).nullish(),
    config: z.record(z.string(), z.unknown()).default({}),
    data: z.record(z.string(), z.unknown()).default({}),
    status: z.string().default("active"),
  }),
);
const group = { ...conditionGroupFields, actions: z.array(z.unknown()).optional() };

/** Creates or replaces an alert. */
export const workflowBody = z.preprocess(
  camelKeys,
  z.strictObject({
    id,
    name: z.string().trim().min(1).max(256),
    enabled: z.boolean().nullish(),
    environment: z.string().nullish(),
    owner: z.string().nullish(),
    detectorIds: z.array(z.union([z.string(), z.number()])).default([]),
    config: z
      .strictObject({ frequency: z.number().int().nonnegative().max(43_200) })
      .partial()
      .default({}),
    triggers: z.preprocess(camelKeys, z.strictObject(group)).nullish(),
    actionFilters: z
      .array(z.preprocess(camelKeys, z.strictObject({ ...group, actions: z.array(actionBody) })))
      .default([]),
  }),
);

export type WorkflowBody = z.infer<typeof workflowBody>;

/** Targets of an alert's actions. Nothing leaves the machine: fired actions go to the outbox. */
const actionTypes = [
  "email",
  "webhook",
  "slack",
  "pagerduty",
  "discord",
  "msteams",
  "opsgenie",
  "plugin",
];

/** The declared part of an alert; rejects by name what the local cloud does not evaluate. */
export function declaredWorkflow(
  state: SentryState,
  body: WorkflowBody,
): Omit<Workflow, "id" | "dateCreated" | "dateUpdated"> {
  const detectorIds = body.detectorIds.map(String);
  const unknown = detectorIds.find((detectorId) => !state.get("detector", detectorId));
  if (unknown)
    throw problem(400, {
      detectorIds: [`Some detectors do not exist or you do not have access to them: ${unknown}.`],
    });
  return {
    name: body.name,
    enabled: body.enabled ?? true,
    environment: body.environment ?? null,
    owner: body.owner ?? null,
    detectorIds,
    config: body.config,
    triggers: body.triggers
      ? conditionGroup(body.triggers, triggerConditions, "an alert's triggers", state.nextId)
      : null,
    actionFilters: body.actionFilters.map((filter) => declaredFilter(filter, state.nextId)),
  };
}

function declaredFilter(
  body: WorkflowBody["actionFilters"][number],
  nextId: () => string,
): ActionFilter {
  const unknown = body.actions.find(({ type }) => !actionTypes.includes(type));
  if (unknown) throw notImplemented(`The action type "${unknown.type}" of an alert`);
  return {
    ...conditionGroup(body, Object.keys(filterConditions), "an alert's action filter", nextId),
    actions: body.actions.map((action) => ({
      id: idOr(action.id, nextId),
      type: action.type,
      integrationId:
        action.integrationId === undefined || action.integrationId === null
          ? null
          : String(action.integrationId),
      config: action.config,
      data: action.data,
      status: action.status,
    })),
  };
}
