import type { RedisSettings } from "../redis/configuration.ts";
import type { RedisUser } from "../redis/users/users.ts";
import type { ClientPorts } from "../redis/wire/ports.ts";
import { accountEmail } from "./authentication.ts";
import { type PlanName, plans } from "./plans.ts";
import type { Platform } from "./regions.ts";

/** A database as stored: the desired state and its progress. */
export interface DatabaseDocument {
  readonly id: string;
  readonly name: string;
  /** `creating` and `deleting` are completed by the next start if a kill interrupts them. */
  readonly phase: "creating" | "active" | "deleting";
  readonly creationTimeSeconds: number;
  readonly platform: Platform;
  readonly primaryRegion: string;
  readonly readRegions: readonly string[];
  readonly plan: PlanName;
  /** US dollars per month. */
  readonly budget: number;
  readonly eviction: boolean;
  readonly tls: boolean;
  readonly autoUpgrade: boolean;
  readonly prodPack: boolean;
  /** Absent in documents stored by older versions. */
  readonly consistent?: boolean;
  readonly password: string;
  readonly readOnlyPassword: string;
  readonly adminPassword: string;
  readonly users: readonly RedisUser[];
}

/** The configuration of the server and the adapter. */
export function redisSettings(document: DatabaseDocument): RedisSettings {
  const plan = plans[document.plan];
  const { id, tls, eviction, password, readOnlyPassword, adminPassword, users } = document;
  const limits = {
    maxMemoryBytes: plan.memoryBytes,
    maxRequestBytes: plan.maxRequestBytes,
    maxClients: plan.maxClients,
  };
  return { id, tls, eviction, password, readOnlyPassword, adminPassword, users, ...limits };
}

/** The API's `Database`, without credentials. */
export function databaseView(
  document: DatabaseDocument,
  ports: ClientPorts,
): Record<string, unknown> {
  const plan = plans[document.plan];
  return {
    database_id: document.id,
    database_name: document.name,
    region: "global",
    port: ports.redis,
    creation_time: document.creationTimeSeconds,
    state: document.phase === "active" ? "active" : "passive",
    modifying_state: document.phase === "active" ? "" : document.phase,
    endpoint: endpointOf(ports),
    tls: document.tls,
    type: plan.type,
    budget: document.budget,
    platform: document.platform,
    plan: document.plan,
    primary_region: document.primaryRegion,
    primary_members: [document.primaryRegion],
    read_regions: document.readRegions,
    all_members: [document.primaryRegion, ...document.readRegions],
    eviction: document.eviction,
    db_eviction: document.eviction,
    auto_upgrade: document.autoUpgrade,
    prod_pack_enabled: document.prodPack,
    consistent: document.consistent ?? false,
    replicas: 1,
    customer_id: accountEmail,
    user_email: accountEmail,
    daily_backup_enabled: false,
    db_max_clients: plan.maxClients,
    db_max_request_size: plan.maxRequestBytes,
    db_memory_threshold: plan.memoryBytes,
    db_max_commands_per_second: plan.commandsPerSecond,
    db_acl_enabled: "true",
    db_acl_default_user_status: "true",
    ...unmeasured,
  };
}

/**
 * Documented fields about Upstash's own engine, with the values of its OpenAPI description: the
 * published clients read them, but they have no effect here.
 */
const unmeasured = {
  db_disk_threshold: 107_374_182_400,
  db_max_entry_size: 104_857_600,
  db_request_limit: Number.MAX_SAFE_INTEGER,
  db_resource_size: "L",
  db_type: "pebble",
  db_conn_idle_timeout: 21_600_000_000_000,
  db_lua_timeout: 250_000_000,
  db_lua_credits_per_min: 10_000_000_000,
  db_store_max_idle: 900_000_000_000,
  db_max_loads_per_sec: 1_000_000,
  last_plan_upgrade_time: 0,
  prometheus_enabled: "false",
  securityAddons: {
    ipWhitelisting: false,
    vpcPeering: false,
    privateLink: false,
    tlsMutualAuth: false,
    encryptionAtRest: false,
  },
};

/** `127.0.0.1:<port>`: with a port, unlike at Upstash, because it has no host name of its own. */
function endpointOf(ports: ClientPorts): string {
  return `127.0.0.1:${ports.rest}`;
}

export function restUrlOf(document: DatabaseDocument, ports: ClientPorts): string {
  return `${document.tls ? "https" : "http"}://${endpointOf(ports)}`;
}
