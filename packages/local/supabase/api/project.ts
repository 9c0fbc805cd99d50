import { randomBytes, randomInt } from "node:crypto";
import type { DatabasePasswords, DatabaseSpec } from "../database/database.ts";
import { type PoolMode, poolerDefaults } from "../database/pooler/pgbouncer-ini.ts";
import type { PostgresSettings } from "../database/server/settings.ts";
import { computeSettings } from "./compute.ts";

/** The one organization of the local cloud. */
export const organization = { slug: "seaworthy-local", name: "Seaworthy local" } as const;

/** A project as the store holds it: what was asked for, written before any service is touched. */
export interface Project {
  readonly ref: string;
  /** What `DELETE` answers as `id`; everywhere else the API's `id` is the ref. */
  readonly number: number;
  readonly name: string;
  readonly region: string;
  readonly createdAt: string;
  readonly instanceSize: string | null;
  /** creating and deleting are finished by the next start when a kill interrupts them. */
  readonly phase: "creating" | "ready" | "deleting";
  readonly passwords: DatabasePasswords;
  /** Signs the legacy API keys. */
  readonly jwtSecret: string;
  readonly legacyKeysEnabled: boolean;
  /** True when the two API keys that a new project has were made; a person may delete them. */
  readonly hasDefaultKeys?: boolean;
  readonly settings: PostgresSettings;
  /**
   * Present while new settings are applied: what to go back to when PostgreSQL does not start under
   * them.
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
  /** Storage's configuration, as far as it was changed. */
  readonly storage?: StorageChanges;
  /** Secrets of Edge Functions: of a value only its digest is kept, as no function runs here. */
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

/** A project with Supabase's defaults and secrets of its own. */
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

/** What the compute size gives, under what was asked for. */
export function effectiveSettings(
  project: Pick<Project, "instanceSize" | "settings">,
): PostgresSettings {
  return { ...computeSettings(project.instanceSize), ...project.settings };
}

/** The pooler with the size that null stands for. */
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
