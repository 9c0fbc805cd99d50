import { ofType, type PlannedResource } from "../plan/resource.ts";
import { isUnknown, type PlannedValue, type Unknown, unknown, valueAt } from "../plan/value.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "./rule.ts";

/** Connections that are not the pool's to take, by who takes them. */
export const otherConnections = {
  /** `superuser_reserved_connections`, PostgreSQL's default. */
  superusers: 3,
  /** GoTrue's pool on Supabase, by default. */
  auth: 10,
  /** PostgREST's `db-pool`, by default. */
  restApi: 10,
  /** Migrations and people, past the pooler. */
  direct: 5,
} as const;

const others = Object.values(otherConnections).reduce((sum, count) => sum + count, 0);

export const poolingWithinMaxConnections: Rule = {
  id: "pooling-within-max-connections",
  area: "pooling",
  title: "All pools together fit into the database's connections",
  why: "A pool that may open more connections than PostgreSQL has left ends, under load, in `too many clients already` for everybody, migrations and Supabase's own services included.",
  fix: "Lower seaworthy:database.pooler.size or raise seaworthy:database.maxConnections (a larger instance); keep seaworthy:database.hyperdrive.connectionLimit within the pool.",
  example: { language: "yaml", code: "seaworthy:database:\n  maxConnections: 200\n  pooler:\n    size: 60" },
  source: "https://supabase.com/docs/guides/database/connection-management",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["supabaseSettings", "pooler"],
  judge: (resources) => {
    const settings = ofType(resources, "supabaseSettings");
    const poolers = ofType(resources, "pooler");
    const hyperdrives = ofType(resources, "hyperdrive");
    return [
      ...settings
        .filter((one) => poolersOf(one, poolers).length === 0)
        .map((one) => violation("The project's pooler is not declared, so its size is whatever it happens to be.", one)),
      ...settings.flatMap((one) => poolersOf(one, poolers).flatMap((pooler) => judgeSum(one, pooler, hyperdrives))),
      ...poolers.flatMap((pooler) => hyperdrives.flatMap((hyperdrive) => judgeHyperdrive(pooler, hyperdrive))),
    ];
  },
};

/** The poolers of the same project. Two references that a new stack does not know yet may be the same: they are taken to be. */
function poolersOf(settings: PlannedResource, poolers: readonly PlannedResource[]): PlannedResource[] {
  const ref = settings.props.projectRef;
  return poolers.filter(({ props }) => isUnknown(ref) || isUnknown(props.projectRef) || props.projectRef === ref);
}

function judgeSum(settings: PlannedResource, pooler: PlannedResource, hyperdrives: readonly PlannedResource[]): Finding[] {
  const most = maxConnections(settings);
  const size = pooler.props.defaultPoolSize;
  if (isUnknown(most)) return [notKnown("database", settings)];
  if (isUnknown(size)) return [notKnown("defaultPoolSize", pooler)];
  if (typeof most !== "number")
    return [violation("max_connections is not declared, so nothing says that the pool fits into it.", settings)];
  if (typeof size !== "number") return [violation("The pool's size is not declared.", pooler)];
  const pools = loginsOf(hyperdrives);
  const needed = size * pools + others;
  if (needed <= most) return [];
  const sum = `${size} connections × ${pools} ${pools === 1 ? "login" : "logins"} + ${others} others = ${needed}`;
  return [violation(`${sum}, and max_connections is ${most}.`, pooler)];
}

/** PgBouncer keeps one pool for each pair of login and database. */
function loginsOf(hyperdrives: readonly PlannedResource[]): number {
  const logins = hyperdrives.map(({ props }) =>
    [valueAt(props, "origin", "user"), valueAt(props, "origin", "database")].map(String).join(" "),
  );
  return Math.max(1, new Set(logins).size);
}

function judgeHyperdrive(pooler: PlannedResource, hyperdrive: PlannedResource): Finding[] {
  const size = pooler.props.defaultPoolSize;
  const limit = hyperdrive.props.originConnectionLimit;
  if (isUnknown(size)) return [];
  if (isUnknown(limit)) return [notKnown("originConnectionLimit", hyperdrive)];
  if (typeof limit !== "number")
    return [violation("Hyperdrive's connection limit is not declared; Cloudflare's default is 60 on paid plans.", hyperdrive)];
  if (typeof size !== "number" || limit <= size) return [];
  return [violation(`Hyperdrive may open ${limit} connections to a pool of ${size}: the rest of them wait.`, hyperdrive)];
}

/** `max_connections` out of the JSON text that supabase.Settings takes. */
function maxConnections({ props }: PlannedResource): PlannedValue | Unknown {
  const { database } = props;
  if (isUnknown(database)) return unknown;
  if (typeof database !== "string") return undefined;
  try {
    return (JSON.parse(database) as Record<string, PlannedValue>).max_connections;
  } catch {
    // The provider refuses it too, with the position of the mistake.
    return undefined;
  }
}
