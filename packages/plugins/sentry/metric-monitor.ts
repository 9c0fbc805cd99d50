import { defined } from "@seaworthy/core/defined";
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
import { isList, isValues, type Values } from "../kit/values.ts";
import { monitorType } from "./monitor.ts";

const condition = {
  type: string(required),
  comparison: number(),
  conditionResult: number(required),
};

const shape: Shape = camelCased({
  organization: string({ mode: "required", replaces: true, elsewhere: true }),
  project: string({ mode: "required", replaces: true, elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  description: string(),
  enabled: boolean(computed),
  aggregate: string({ mode: "required", elsewhere: true }),
  dataset: string({ mode: "required", elsewhere: true }),
  query: string({ mode: "computed", elsewhere: true }),
  eventTypes: list(string(), { mode: "required", elsewhere: true }),
  timeWindowSeconds: number({ mode: "computed", elsewhere: true }),
  environment: string({ elsewhere: true }),
  conditionGroup: object(
    { logicType: string(), conditions: list(object(condition), required) },
    required,
  ),
  issueDetection: object(
    { type: string(required), comparisonDelta: number() },
    { mode: "required", elsewhere: true },
  ),
});

/**
 * A monitor for a number over time. At Sentry the number is a data source and the kind of detection
 * is a config.
 */
export const metricMonitor = monitorType({
  token: "sentry:index/metricMonitor:MetricMonitor",
  type: "metric_issue",
  shape,
  body: (inputs) => ({ config: detection(inputs), dataSources: [dataSource(inputs)] }),
  values: (answer) => ({ ...measured(answer), ...detected(answer) }),
});

function detection({ issueDetection }: Values): Values {
  const { type, comparisonDelta } = isValues(issueDetection) ? issueDetection : {};
  return {
    detectionType: type ?? null,
    ...defined({ comparisonDelta }),
  };
}

function detected({ config }: Values): Values {
  const { detectionType, comparisonDelta } = isValues(config) ? config : {};
  return {
    issueDetection: {
      type: detectionType ?? null,
      ...defined({ comparisonDelta }),
    },
  };
}

/** Sentry's default is one hour. */
const defaultWindowSeconds = 3600;

function dataSource({
  aggregate,
  dataset,
  query,
  eventTypes,
  timeWindowSeconds,
  environment,
}: Values): Values {
  const measure = {
    aggregate: aggregate ?? null,
    dataset: dataset ?? null,
    query: query ?? "",
    eventTypes: eventTypes ?? [],
  };
  return {
    ...measure,
    timeWindow: timeWindowSeconds ?? defaultWindowSeconds,
    ...defined({ environment }),
  };
}

function measured({ dataSources }: Values): Values {
  const [source] = isList(dataSources) ? dataSources.filter(isValues) : [];
  const query =
    isValues(source?.queryObj) && isValues(source.queryObj.snubaQuery)
      ? source.queryObj.snubaQuery
      : {};
  const { aggregate, dataset, query: text, eventTypes, timeWindow, environment } = query;
  const measure = {
    aggregate: aggregate ?? null,
    dataset: dataset ?? null,
    query: text ?? null,
    eventTypes: eventTypes ?? null,
  };
  return { ...measure, timeWindowSeconds: timeWindow ?? null, environment: environment ?? null };
}
