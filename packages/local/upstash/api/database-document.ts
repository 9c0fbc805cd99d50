import type { RedisSettings } from "../redis/configuration.ts";
import type { RedisDatabasePorts } from "../redis/database.ts";
import type { RedisUser } from "../redis/users.ts";
import { accountEmail } from "./authentication.ts";
import { type PlanName, plans } from "./plans.ts";
import type { Platform } from "./regions.ts";

/** A database as the store keeps it: what is wanted, and how far it has come. */
export interface DatabaseDocument {
  readonly id: string;
  readonly name: string;
  /** `creating` and `deleting` are finished by the next start when a kill interrupts them. */
  readonly phase: "creating" | "active" | "deleting";
  readonly creationTimeSeconds: number;
  readonly platform: Platform;
  readonly primaryRegion: string;
  readonly readRegions: readonly string[];
  readonly plan: PlanName;
  /** US dollars a month. */
  readonly budget: number;
  readonly eviction: boolean;
  readonly tls: boolean;
  readonly autoUpgrade: boolean;
  readonly prodPack: boolean;
  readonly password: string;
  readonly readOnlyPassword: string;
  readonly adminPassword: string;
  readonly users: readonly RedisUser[];
}

/** What the server and the adapter are made from. */
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
  ports: RedisDatabasePorts,
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
    consistent: false,
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
  };
}

/** `127.0.0.1:<port>`: unlike at Upstash with a port, as there is no name for it. */
function endpointOf(ports: RedisDatabasePorts): string {
  return `127.0.0.1:${ports.rest}`;
}

export function restUrlOf(document: DatabaseDocument, ports: RedisDatabasePorts): string {
  return `${document.tls ? "https" : "http"}://${endpointOf(ports)}`;
}
