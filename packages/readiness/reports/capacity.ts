import { ofType, type PlannedResource } from "../plan/resource.ts";
import {
  isObject,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
  valueAt,
} from "../plan/value.ts";
import { monthlyCost } from "../rules/helpers/monthly-cost.ts";

/** One declared limit, and what it limits. */
export interface CapacityLine {
  readonly what: string;
  readonly limit: string;
  readonly resource: string;
}

export interface Budget {
  readonly capacity: readonly CapacityLine[];
  readonly cost: { readonly lines: readonly { what: string; dollars: number }[]; dollars: number };
}

/** The stack's declared capacity and cost. */
export function budgetOf(resources: readonly PlannedResource[]): Budget {
  const { lines, dollars } = monthlyCost(resources);
  const capacity = [
    ...ofType(resources, "supabaseSettings").flatMap(({ name, props }) =>
      line("Connections of PostgreSQL", maxConnections(props), name),
    ),
    ...ofType(resources, "pooler").flatMap(({ name, props }) =>
      line("Connections of the pooler, a login", props.defaultPoolSize, name),
    ),
    ...ofType(resources, "hyperdrive").flatMap(({ name, props }) =>
      line("Connections of a Hyperdrive", props.originConnectionLimit, name),
    ),
    ...ofType(resources, "redis").flatMap(({ name, props }) =>
      line("Budget of Redis", props.budget, name, "dollars a month"),
    ),
    ...ofType(resources, "sentryKey").flatMap(({ name, props }) =>
      line("Errors by a key of Sentry", props.rateLimitCount, name, perSeconds(props)),
    ),
    ...ofType(resources, "ruleset").flatMap(({ name, props }) =>
      objectsIn(props.rules).flatMap((rule) => rateLimit(rule, name)),
    ),
  ];
  return { capacity, cost: { lines, dollars } };
}

function line(what: string, value: PlannedValue, resource: string, unit = ""): CapacityLine[] {
  return typeof value === "number"
    ? [{ what, limit: unit === "" ? String(value) : `${value} ${unit}`, resource }]
    : [];
}

const perSeconds = ({ rateLimitWindow }: PlannedObject): string =>
  `in ${String(rateLimitWindow)} s`;

function rateLimit({ ratelimit, ref }: PlannedObject, resource: string): CapacityLine[] {
  if (!isObject(ratelimit)) return [];
  const { requestsPerPeriod, period } = ratelimit;
  const limit = `${String(requestsPerPeriod)} requests in ${String(period)} s`;
  return [{ what: `Rate limit ${String(ref)}, a client`, limit, resource }];
}

function maxConnections(props: PlannedObject): PlannedValue {
  const { database } = props;
  if (typeof database !== "string") return valueAt(database, "max_connections");
  const found = /"max_connections":\s*(\d+)/.exec(database)?.[1];
  return found === undefined ? undefined : Number(found);
}
