import type { ConditionGroup, Detector } from "../../ingest/model.ts";
import { organizationId } from "../organization.ts";
import type { SentryState } from "../sentry-state.ts";

/** Sentry's Detector. The ids of the query's parts are derived from the monitor's. */
export function detectorAnswer(state: SentryState, detector: Detector) {
  return {
    id: detector.id,
    projectId: detector.projectId,
    name: detector.name,
    description: detector.description,
    type: detector.type,
    workflowIds: state
      .workflows()
      .filter(({ detectorIds }) => detectorIds.includes(detector.id))
      .map(({ id }) => id),
    owner: ownerAnswer(state, detector.owner),
    createdBy: null,
    dateCreated: detector.dateCreated,
    dateUpdated: detector.dateUpdated,
    dataSources: dataSources(detector),
    conditionGroup: detector.conditionGroup && conditionGroupAnswer(detector.conditionGroup),
    config: detector.config,
    enabled: detector.enabled,
    latestGroup: null,
  };
}

export function conditionGroupAnswer(group: ConditionGroup) {
  return {
    id: group.id,
    organizationId,
    logicType: group.logicType,
    conditions: group.conditions,
    actions: [],
  };
}

function dataSources({ id, metric, uptime }: Detector) {
  if (uptime) {
    const subscription = { id: `${id}1`, organizationId, sourceId: `${id}2` };
    return [{ ...subscription, type: "uptime_subscription", queryObj: uptime }];
  }
  if (!metric) return [];
  const snubaQuery = { id: `${id}3`, ...metric };
  return [
    {
      id: `${id}1`,
      organizationId,
      type: "snuba_query_subscription",
      sourceId: `${id}2`,
      queryObj: { id: `${id}2`, status: 0, subscription: null, snubaQuery },
    },
  ];
}

function ownerAnswer(state: SentryState, owner: string | null) {
  const [type, id] = owner?.split(":", 2) ?? [];
  if (type === undefined || id === undefined) return null;
  const name = type === "team" ? (state.get("team", id)?.name ?? id) : id;
  return { type, id, name };
}
