import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import {
  boolean,
  camelCased,
  computed,
  list,
  number,
  object,
  required,
  type Shape,
  string,
} from "../engine/shape.ts";
import { isList, isValues, type Value, type Values } from "../kit/values.ts";
import {
  actionFilterFromWire,
  actionFilterToWire,
  triggerFromWire,
  triggersToWire,
} from "./alert-wire.ts";

const actions = {
  email: object({ targetType: string(required), targetId: string(), fallthroughType: string() }),
  webhook: object({ service: string(required) }),
};

const conditions = {
  level: object({ level: number(required), match: string(required) }),
  issueOccurrences: object({ value: number(required) }),
  eventFrequencyCount: object({ value: number(required), interval: string(required) }),
  taggedEvent: object({ key: string(required), match: string(required), value: string() }),
};

const triggers = {
  firstSeenEvent: object({}),
  regressionEvent: object({}),
  reappearedEvent: object({}),
  issueResolvedTrigger: object({}),
};

const actionFilter = {
  logicType: string(required),
  actions: list(object(actions), required),
  conditions: list(object(conditions)),
};

const shape: Shape = camelCased({
  organization: string({ mode: "required", replaces: true, elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  enabled: boolean(computed),
  environment: string(),
  frequencyMinutes: number({ mode: "required", elsewhere: true }),
  monitorIds: list(string(), { mode: "required", wire: "detectorIds" }),
  triggerConditions: list(object(triggers), { mode: "computed", elsewhere: true }),
  actionFilters: list(object(actionFilter), { mode: "required", elsewhere: true }),
});

/**
 * An alert of the workflow model: what happens to issues of some monitors, under which conditions,
 * and who is notified.
 */
export const alert: ResourceType = {
  token: "sentry:index/alert:Alert",
  shape,
  naturalKey: ["organization", "name"],
  importId: "organization/id",
  calls: collectionCalls({
    shape,
    path: "/0/organizations/{organization}/workflows/",
    itemPath: "/0/organizations/{organization}/workflows/{id}/",
    match: ["name"],
    update: "PUT",
    body: (inputs, body) => ({
      ...body,
      enabled: inputs.enabled ?? true,
      config: { frequency: inputs.frequencyMinutes ?? null },
      triggers: triggersToWire(inputs.triggerConditions),
      actionFilters: items(inputs.actionFilters).map(actionFilterToWire),
    }),
    adapt: ({ actionFilters: _, detectorIds, ...answer }) => ({
      ...answer,
      detectorIds: isList(detectorIds) ? detectorIds.map(String) : null,
    }),
    values: (answer) => ({
      frequencyMinutes: isValues(answer.config) ? (answer.config.frequency ?? null) : null,
      triggerConditions: isValues(answer.triggers)
        ? items(answer.triggers.conditions).map(triggerFromWire)
        : null,
      actionFilters: items(answer.actionFilters).map(actionFilterFromWire),
    }),
  }),
};

function items(value: Value | undefined): readonly Values[] {
  return isList(value) ? value.filter(isValues) : [];
}
