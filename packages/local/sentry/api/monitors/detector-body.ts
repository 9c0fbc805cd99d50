import { z } from "zod";
import type { Detector } from "../../ingest/model.ts";
import { thresholdTypes } from "../../ingest/monitors/metric-monitors.ts";
import { unsupportedIn } from "../../ingest/monitors/metric-query.ts";
import { conditionGroup, conditionGroupFields } from "../alerts/condition-bodies.ts";
import { notImplemented, problem } from "../http/problem.ts";
import { camelKeys } from "../http/request-body.ts";

const dataSource = z.preprocess(
  camelKeys,
  z.strictObject({
    id: z.string().optional(),
    aggregate: z.string().min(1),
    dataset: z.string().min(1),
    query: z.string().nullish(),
    queryType: z.number().int().nullish(),
    timeWindow: z.number().int().min(60).max(86_400).nullish(),
    environment: z.string().nullish(),
    eventTypes: z.array(z.string()).default([]),
    extrapolationMode: z.string().nullish(),
  }),
);

/**
 * Creates or replaces a metric monitor. `projectId` is sent by the Terraform provider: the
 * project's slug or id.
 */
export const detectorBody = z.preprocess(
  camelKeys,
  z.strictObject({
    id: z.union([z.string(), z.number()]).nullish(),
    projectId: z.union([z.string(), z.number()]).nullish(),
    name: z.string().trim().min(1).max(200),
    type: z.string(),
    description: z.string().nullish(),
    enabled: z.boolean().nullish(),
    owner: z
      .string()
      .regex(/^(team|user):\S+$/, 'Must be "team:<id>" or "user:<id>".')
      .nullish(),
    workflowIds: z.array(z.union([z.string(), z.number()])).optional(),
    config: z
      .strictObject({
        detectionType: z.string().optional(),
        comparisonDelta: z.number().int().positive().nullish(),
      })
      .default({}),
    dataSources: z.array(dataSource).length(1, "Exactly one data source is required."),
    conditionGroup: z.preprocess(
      camelKeys,
      z.strictObject({ ...conditionGroupFields, actions: z.array(z.unknown()).optional() }),
    ),
  }),
);

export type DetectorBody = z.infer<typeof detectorBody>;

/** The declared part of a metric monitor; rejects by name what the local cloud does not compute. */
export function declaredDetector(
  body: DetectorBody,
  nextId: () => string,
): Pick<
  Detector,
  "name" | "description" | "enabled" | "owner" | "config" | "conditionGroup" | "metric"
> {
  const [source] = body.dataSources;
  if (!source) throw problem(400, { dataSources: ["This field is required."] });
  const metric = {
    aggregate: source.aggregate,
    dataset: source.dataset,
    query: source.query ?? "",
    queryType: source.queryType ?? null,
    timeWindow: source.timeWindow ?? 60,
    environment: source.environment ?? null,
    eventTypes: source.eventTypes,
    extrapolationMode: source.extrapolationMode ?? null,
  };
  refuseUnsupported(body, unsupportedIn(metric));
  return {
    name: body.name,
    description: body.description ?? null,
    enabled: body.enabled ?? true,
    owner: body.owner ?? null,
    config: body.config,
    conditionGroup: conditionGroup(body.conditionGroup, thresholdTypes, "a metric monitor", nextId),
    metric,
  };
}

function refuseUnsupported(body: DetectorBody, unsupported: string | undefined): void {
  const { detectionType } = body.config;
  if (body.type !== "metric_issue") throw notImplemented(`The monitor type "${body.type}"`);
  if (body.workflowIds !== undefined && body.workflowIds.length > 0)
    throw notImplemented("workflowIds of a monitor (connect them from the alert, by detectorIds)");
  if (detectionType !== undefined && !["static", "percent"].includes(detectionType))
    throw notImplemented(`The detection type "${detectionType}"`);
  if (detectionType === "percent" && !body.config.comparisonDelta)
    throw problem(400, { config: ["comparisonDelta is required for percent detection."] });
  if (unsupported) throw notImplemented(`The ${unsupported} of a metric monitor`);
}
