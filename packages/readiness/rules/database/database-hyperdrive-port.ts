import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const databaseHyperdrivePort: Rule = {
  id: "database-hyperdrive-port",
  area: "database",
  title: "Hyperdrive uses the pooler's transaction port",
  why: "Port 5432 of the pooler is session mode: each Hyperdrive connection holds a server connection until it closes, and the pool is exhausted at once.",
  fix: "Use the Pooler resource's port, 6543, or the direct host on port 5432.",
  example: {
    language: "typescript",
    code: "origin: { ...origin, host: database.pooler.host, port: database.pooler.port }",
  },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["hyperdrive"],
  judge: (resources, { config }) =>
    ofType(resources, "hyperdrive").flatMap((hyperdrive) => {
      const port = valueAt(hyperdrive.props, "origin", "port");
      if (isUnknown(port)) return [];
      // PostgreSQL's own port, where none is declared.
      const isSession = Number(port ?? 5432) === 5432;
      // The direct host serves sessions on this port, and pools by itself.
      const direct = valueAt(config ?? {}, "seaworthy:database", "connection") === "direct";
      const by = isSession && !direct && isPooler(hyperdrive, resources);
      if (by === "unknown") return [notKnown("origin.host", hyperdrive)];
      return by
        ? [
            violation(
              "Hyperdrive connects to the pooler on port 5432, which is session mode.",
              hyperdrive,
            ),
          ]
        : [];
    }),
};

function isPooler(hyperdrive: PlannedResource, resources: readonly PlannedResource[]) {
  const host = valueAt(hyperdrive.props, "origin", "host");
  if (typeof host === "string") return /\.pooler\.supabase\.(com|co|green)$/.test(host);
  const { propertyDependencies: made } = hyperdrive;
  const poolers = ofType(resources, "pooler").map(({ urn }) => urn);
  if (made === undefined) return "unknown";
  return (made.origin ?? []).some((urn) => poolers.includes(urn));
}
