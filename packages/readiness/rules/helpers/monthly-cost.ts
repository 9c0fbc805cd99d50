import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue } from "../../plan/value.ts";
import { computeSizes } from "./database/compute-sizes.ts";

interface CostLine {
  readonly what: string;
  readonly dollars: number;
}

export interface MonthlyCost {
  readonly lines: readonly CostLine[];
  readonly dollars: number;
  /** Resources whose price depends on something unknown or undeclared. */
  readonly unpriced: readonly PlannedResource[];
}

/** Day on which the prices were read, in US dollars per month without tax. */
export const pricesAsOf = "2026-11-21";

/** https://supabase.com/pricing, https://www.cloudflare.com/plans/, https://sentry.io/pricing/ */
const prices = {
  /** Supabase's Pro plan, with its credit for compute. */
  supabasePlan: 25,
  supabaseCredit: 10,
  workersPaid: 5,
  /** A zone's Pro plan, which two rate-limiting rules require. */
  zone: 25,
  sentryTeam: 29,
} as const;

/**
 * A stack's maximum cost per month, from list prices of plans and sizes, and the budgets of
 * usage-based services.
 */
export function monthlyCost(resources: readonly PlannedResource[]): MonthlyCost {
  const unpriced: PlannedResource[] = [];
  const priced = (resource: PlannedResource, dollars: number | undefined): CostLine[] => {
    if (dollars === undefined) unpriced.push(resource);
    return dollars === undefined ? [] : [{ what: resource.name, dollars }];
  };
  const projects = ofType(resources, "supabaseProject").flatMap((one) =>
    priced(one, computePrice(one.props.instanceSize)),
  );
  const redis = ofType(resources, "redis").flatMap((one) =>
    priced(one, typeof one.props.budget === "number" ? one.props.budget : undefined),
  );
  const lines = [...plans(resources), ...projects, ...redis];
  return { lines, dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0), unpriced };
}

function computePrice(size: PlannedValue): number | undefined {
  if (isUnknown(size)) return undefined;
  const price = computeSizes[String(size ?? "nano")]?.dollarsPerMonth;
  return price === undefined ? undefined : Math.max(0, price - prices.supabaseCredit);
}

function plans(resources: readonly PlannedResource[]): CostLine[] {
  const has = (kind: Parameters<typeof ofType>[1]) => ofType(resources, kind).length > 0;
  return [
    ...(has("supabaseProject")
      ? [{ what: "Supabase's Pro plan", dollars: prices.supabasePlan }]
      : []),
    ...(has("worker") ? [{ what: "Cloudflare's Workers plan", dollars: prices.workersPaid }] : []),
    ...(has("ruleset") ? [{ what: "Cloudflare's zone plan", dollars: prices.zone }] : []),
    ...(has("sentryProject") ? [{ what: "Sentry's Team plan", dollars: prices.sentryTeam }] : []),
  ];
}
