import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { valueAt } from "../../../plan/value.ts";

/**
 * PgBouncer keeps one pool per login and database: the number of such pairs through Hyperdrive, at
 * least one.
 */
export function loginsOf(resources: readonly PlannedResource[]): number {
  const logins = ofType(resources, "hyperdrive").map(({ name, props }) => {
    const [user, database] = [
      valueAt(props, "origin", "user"),
      valueAt(props, "origin", "database"),
    ];
    // A login that is not known yet counts as a separate one.
    return typeof user === "string" ? `${user} ${String(database)}` : name;
  });
  return Math.max(1, new Set(logins).size);
}
