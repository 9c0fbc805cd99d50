import { randomBytes, randomInt } from "node:crypto";
import type { DatabasePasswords, DatabaseSpec } from "../database/database.ts";
import { type PoolMode, poolerDefaults } from "../database/pooler/pgbouncer-ini.ts";
import type { PostgresSettings } from "../database/server/settings.ts";
import { computeSettings } from "./compute.ts";

/** The local cloud's only organization. */
export const organization = { slug: "seaworthy-local", name: "Seaworthy local" } as const;

/** A project as stored: the desired state, written before any service is changed. */
export interface Project {
  readonly ref: string;
  /** `DELETE` returns it as `id`; everywhere else the API's `id` is the ref. */
  readonly number: number;
  readonly name: string;
  readonly region: string;
  readonly createdAt: string;
  readonly instanceSize: string | null;
  /** creating and deleting are completed by the next start if a kill interrupts them. */
  readonly phase: "creating" | "ready" | "deleting";
  readonly passwords: DatabasePasswords;
  /** Signs the legacy API keys. */
  readonly jwtSecret: string;
  readonly legacyKeysEnabled: boolean;
  /** True once the two API keys of a new project were created; users may delete them. */
  readonly hasDefaultKeys?: boolean;
  readonly settings: PostgresSettings;
  /**
   * Present while new settings are being applied: the settings to restore when PostgreSQL does not
   * start.
   */
  readonly settingsBefore?: PostgresSettings;
  readonly pooler: { readonly mode: PoolMode; readonly size: number | null };
  readonly network: {
    readonly dbAllowedCidrs: readonly string[];
    readonly dbAllowedCidrsV6: readonly string[];
    readonly appliedAt: string;
  };
  readonly sslEnforced: boolean;
  readonly postgrest: PostgrestConfig;
  readonly auth: Readonly<Record<string, string | number | boolean | null>>;
  /** Storage's configuration: only what was changed. */
  readonly storage?: StorageChanges;
  /**
   * Secrets of Edge Functions: only digests of the values are stored, since no functions run here.
   */
  readonly functionSecrets?: readonly FunctionSecret[];
}

/** `config/storage` of the Management API. */
export interface StorageChanges {
  readonly fileSizeLimit?: number;
  readonly features?: Readonly<Record<string, Readonly<Record<string, boolean | number>>>>;
  readonly external?: { readonly upstreamTarget: "main" | "canary" };
}

export interface FunctionSecret {
  readonly name: string;
  readonly digest: string;
  readonly updatedAt: string;
}

export interface PostgrestConfig {
  readonly db_schema: string;
  readonly max_rows: number;
  readonly db_extra_search_path: string;
  readonly db_pool: number | null;
}

export interface NewProject {
  readonly name: string;
  readonly region: string;
  readonly instanceSize: string | null;
  readonly databasePassword: string;
}

/** A new project with Supabase's defaults and its own secrets. */
export function newProject(asked: NewProject, createdAt: string): Project {
  return {
    ref: `seaworthy${randomLetters(11)}`,
    number: randomInt(1, 2 ** 31),
    name: asked.name,
    region: asked.region,
    createdAt,
    instanceSize: asked.instanceSize,
    phase: "creating",
    passwords: {
      postgres: asked.databasePassword,
      superuser: randomSecret(),
      readOnly: randomSecret(),
      poolerLookup: randomSecret(),
      poolerAdmin: randomSecret(),
      poolerStats: randomSecret(),
    },
    jwtSecret: randomBytes(40).toString("base64url"),
    legacyKeysEnabled: true,
    settings: {},
    pooler: { mode: poolerDefaults.mode, size: null },
    network: { dbAllowedCidrs: ["0.0.0.0/0"], dbAllowedCidrsV6: ["::/0"], appliedAt: createdAt },
    sslEnforced: false,
    postgrest: {
      db_schema: "public, graphql_public",
      max_rows: 1000,
      db_extra_search_path: "public, extensions",
      db_pool: null,
    },
    auth: {},
  };
}

export function databaseSpec(project: Project): DatabaseSpec {
  return {
    ref: project.ref,
    passwords: project.passwords,
    settings: effectiveSettings(project),
    pooler: effectivePooler(project),
  };
}

/** The compute size's settings, overridden by those that were requested. */
export function effectiveSettings(
  project: Pick<Project, "instanceSize" | "settings">,
): PostgresSettings {
  return { ...computeSettings(project.instanceSize), ...project.settings };
}

/** The pooler, with the default size in place of null. */
export function effectivePooler(project: Project): DatabaseSpec["pooler"] {
  return {
    mode: project.pooler.mode,
    size: project.pooler.size ?? poolerDefaults.size,
    isTlsRequired: project.sslEnforced,
  };
}

function randomLetters(count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join("");
}

function randomSecret(): string {
  return randomBytes(24).toString("base64url");
}
