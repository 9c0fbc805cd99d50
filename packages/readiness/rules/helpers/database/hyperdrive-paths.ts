import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { isUnknown, valueAt } from "../../../plan/value.ts";

/** How each Hyperdrive reaches the database. */
export interface HyperdrivePaths {
  /** Through a Supabase pooler, or unknown. */
  readonly pooled: readonly PlannedResource[];
  /** Directly to the database: each connection counts towards `max_connections`. */
  readonly direct: readonly PlannedResource[];
}

/** By the host that it connects to or, before that is known, by what the host is made of. */
export function pathsOf(resources: readonly PlannedResource[]): HyperdrivePaths {
  const hyperdrives = ofType(resources, "hyperdrive");
  const direct = hyperdrives.filter((one) => isDirect(one, resources));
  return { direct, pooled: hyperdrives.filter((one) => !direct.includes(one)) };
}

function isDirect(hyperdrive: PlannedResource, resources: readonly PlannedResource[]): boolean {
  const host = valueAt(hyperdrive.props, "origin", "host");
  if (isUnknown(host)) {
    const origins = hyperdrive.propertyDependencies?.origin;
    const poolers = ofType(resources, "pooler").map(({ urn }) => urn);
    const made = origins?.some((urn) => poolers.includes(urn));
    return origins !== undefined && origins.length > 0 && poolers.length > 0 && made === false;
  }
  const port = valueAt(hyperdrive.props, "origin", "port");
  const ways = [...ofType(resources, "databaseRole"), ...ofType(resources, "migrations")];
  const hosts = ways.map(({ props }) => props.host);
  return (
    /^db\.[a-z0-9]+\.supabase\.(co|red)$/.test(String(host)) ||
    hosts.includes(host) ||
    hosts.includes(`${String(host)}:${String(port)}`)
  );
}
