import type { PlannedResource } from "../resource.ts";
import { isUnknown, objectsIn, type PlannedObject, type PlannedValue } from "../value.ts";
import { as, type Translation } from "./translation.ts";

/**
 * @pulumiverse/sentry, and bridges of older versions of the Terraform provider. They cannot tell
 * whether Sentry creates a default key and alert, so nothing is concluded about that.
 */
const sentryProjects: Translation = {
  kind: "sentryProject",
  types: ["sentry:index/sentryProject:SentryProject"],
  read: (resource) => [
    as(
      "sentryProject",
      resource,
      {},
      {
        slug: resource.props.slug ?? resource.props.name,
        defaultKey: false,
        defaultRules: false,
      },
    ),
  ],
};

const sentryKeys: Translation = {
  kind: "sentryKey",
  types: ["sentry:index/sentryKey:SentryKey"],
  read: (resource) => [as("sentryKey", resource)],
};

/** An issue alert's names of its conditions, and today's names. */
const triggers: Readonly<Record<string, string>> = {
  FirstSeenEventCondition: "firstSeenEvent",
  RegressionEventCondition: "regressionEvent",
  ReappearedEventCondition: "reappearedEvent",
};

const issueAlerts: Translation = {
  kind: "alert",
  types: ["sentry:index/sentryIssueAlert:SentryIssueAlert", "sentry:index/sentryRule:SentryRule"],
  read: (resource) => {
    const { conditions, actions, frequency } = resource.props;
    return [
      as(
        "alert",
        resource,
        {},
        {
          enabled: true,
          frequencyMinutes: frequency,
          triggerConditions: isUnknown(conditions)
            ? conditions
            : objectsIn(conditions).map((one) => ({ [triggerOf(one)]: {} })),
          actionFilters: isUnknown(actions)
            ? actions
            : [{ actions: objectsIn(actions).map(readAction) }],
        },
      ),
    ];
  },
};

const lastName = (id: PlannedValue): string => String(id).split(".").at(-1) ?? "";
const triggerOf = ({ id }: PlannedObject): string => triggers[lastName(id)] ?? lastName(id);

function readAction(action: PlannedObject): PlannedObject {
  const { id, targetType, targetIdentifier, fallthroughType } = action;
  return lastName(id) === "NotifyEmailAction"
    ? {
        email: {
          targetType: String(targetType) === "IssueOwners" ? "issue_owners" : targetType,
          targetId: targetIdentifier,
          fallthroughType,
        },
      }
    : { [lastName(id)]: action };
}

/**
 * A metric alert is a monitor and its alert in one. Without a threshold for it, Sentry resolves it
 * below the threshold that raises it.
 */
const metricAlerts: Translation = {
  kind: "metricMonitor",
  types: ["sentry:index/sentryMetricAlert:SentryMetricAlert"],
  read: (resource) => {
    const { triggers, timeWindow, dataset = "events" } = resource.props;
    const name: PlannedValue = resource.props.name ?? resource.name;
    if (isUnknown(triggers)) return [];
    const told = objectsIn(triggers);
    const alert: PlannedObject = {
      ...{ name, enabled: true, frequencyMinutes: timeWindow, triggerConditions: [] },
      actionFilters: told.map(({ actions }) => ({ actions: objectsIn(actions).map(readReceiver) })),
    };
    const above = resource.props.thresholdType === 0 || resource.props.thresholdType === undefined;
    if (!above || dataset !== "events") return [as("alert", resource, {}, alert)];
    const raising = told.map(
      ({ alertThreshold }): PlannedObject => ({
        ...{ type: "gt", comparison: alertThreshold, conditionResult: 75 },
      }),
    );
    const monitor: PlannedObject = {
      ...{ name, dataset },
      timeWindowSeconds: isUnknown(timeWindow) ? timeWindow : Number(timeWindow) * 60,
      conditionGroup: { conditions: [...raising, { type: "lte", conditionResult: 0 }] },
    };
    return [as("metricMonitor", resource, {}, monitor), as("alert", resource, {}, alert)];
  },
};

function readReceiver({ type, ...receiver }: PlannedObject): PlannedObject {
  const { targetType, targetIdentifier, integrationId } = receiver;
  return type === "email"
    ? { email: { targetType, targetId: targetIdentifier } }
    : { [String(type)]: { targetIdentifier, integrationId } };
}

const redis: Translation = {
  kind: "redis",
  types: ["upstash:index/redisDatabase:RedisDatabase"],
  read: (resource) => [
    as(
      "redis",
      resource,
      { databaseName: "name" },
      {
        // Since 2023 Upstash creates every database with TLS, whatever is declared.
        tls: resource.props.tls ?? true,
        region: regionOf(resource),
      },
    ),
  ],
};

const regionOf = ({ props }: PlannedResource): PlannedValue =>
  props.region === "global" ? (props.primaryRegion ?? props.region) : props.region;

export const otherTranslations = [sentryProjects, sentryKeys, issueAlerts, metricAlerts, redis];
