import { z } from "zod";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { isNamedAfter } from "../helpers/environments.ts";
import {
  configurable,
  everywhere,
  type Facts,
  type Finding,
  notKnown,
  violation,
} from "../rule.ts";

export const errorsAlertsOfEnvironment = configurable({
  id: "errors-alerts-of-environment",
  area: "errors",
  title: "Alerts and monitors cover all errors of this environment",
  why: "An alert on another environment, or a monitor with a query that excludes most errors, looks active and stays silent while production fails.",
  fix: "Remove environment, or set it to the name under which the Worker reports. Leave the monitor's query empty.",
  example: {
    language: "typescript",
    code: 'new sentry.MetricMonitor("error-rate", { dataset: "events", aggregate: "count()", query: "", timeWindowSeconds: 300, ...detection });',
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["alert", "metricMonitor"],
  configuration: z.object({
    queries: z
      .array(z.string())
      .default(["", "event.type:error", "level:error", "is:unresolved"])
      .describe("Queries with which a monitor counts all errors"),
  }),
  judge: (resources, { queries }, facts) => [
    ...[...ofType(resources, "alert"), ...ofType(resources, "metricMonitor")].flatMap((one) =>
      judgeEnvironment(one, resources, facts),
    ),
    ...ofType(resources, "metricMonitor").flatMap((monitor) =>
      judgeQuery(monitor, [...queries, ...ownEnvironments(resources)]),
    ),
  ],
});

function judgeEnvironment(
  about: PlannedResource,
  resources: readonly PlannedResource[],
  { environment }: Facts,
): Finding[] {
  const asked = about.props.environment;
  if (isUnknown(asked)) return [notKnown("environment", about)];
  if (asked === undefined || asked === null || asked === "") return [];
  const reported = reportedBy(resources);
  const own =
    reported.length > 0
      ? reported.includes(String(asked))
      : isNamedAfter(String(asked), environment);
  return own
    ? []
    : [
        violation(`It watches ${String(asked)}, but errors come from ${environment}.`, about, {
          property: "environment",
        }),
      ];
}

/** The environment that the Worker reports to Sentry, if a binding sets it. */
const reportedBy = (resources: readonly PlannedResource[]): string[] =>
  ofType(resources, "workerVersion").flatMap(({ props }) =>
    objectsIn(props.bindings).flatMap(({ name, text }) =>
      (name === "ENVIRONMENT" || name === "SENTRY_ENVIRONMENT") && typeof text === "string"
        ? [text]
        : [],
    ),
  );

/** Terms that match all errors of this environment. */
const ownEnvironments = (resources: readonly PlannedResource[]): string[] =>
  reportedBy(resources).map((name) => `environment:${name}`);

const isNoise = (term: string, queries: readonly string[]): boolean =>
  term.startsWith("!") && !queries.includes(term.slice(1));

/**
 * A query with only exceptions (`!release:…`) excludes known noise; one that excepts this
 * environment excludes everything.
 */
function judgeQuery(monitor: PlannedResource, queries: readonly string[]): Finding[] {
  const { query, dataset } = monitor.props;
  if (isUnknown(query)) return [notKnown("query", monitor)];
  if (dataset !== undefined && dataset !== "events") return [];
  const asked = String(query ?? "").trim();
  const terms = asked
    .split(/\s+/)
    .filter((term) => !isNoise(term, queries) && !queries.includes(term));
  return terms.length === 0 || queries.includes(asked)
    ? []
    : [
        violation(`The monitor counts only errors that match ${asked}.`, monitor, {
          property: "query",
        }),
      ];
}
