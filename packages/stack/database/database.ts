import { relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as supabase from "@pulumi/supabase";
import { findProject } from "@seaworthy/core/project";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { migrationFile } from "@seaworthy/plugins/seaworthy/database/migration-files";
import {
  type Credential,
  type DatabaseAccessArgs,
  DatabaseRole,
  Migrations,
  supabase as seaworthy,
} from "@seaworthy/sdk/index";
import type { Config } from "../config/schema.ts";
import { inUse } from "../secrets/in-use.ts";
import { foldersChecksum } from "./folder-checksum.ts";

/** A login of the Worker at the pooler. */
export interface DatabaseLogin {
  readonly user: pulumi.Output<string>;
  /** Secret. */
  readonly password: pulumi.Output<string>;
  /** The role itself, without the pooler's additions. */
  readonly role: string;
}

export interface DatabaseArgs {
  /** Name of a new project. */
  readonly projectName: string;
  readonly settings: Config["database"];
  /** Secret: password of a new project's `postgres` login. */
  readonly adminPassword: pulumi.Input<string>;
  /** Passwords of the Worker's logins, one per slot. */
  readonly worker: Credential;
  /** Selects which of the two secret API keys is in use. */
  readonly apiKey: Credential;
  /** What the Worker is in the database. */
  readonly workerRole: string;
  /** Settings of Supabase Auth, by the names of its Management API. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** Whose migrations are applied before the stack's own. */
  readonly modules: readonly Module[];
}

/**
 * The Worker's role cannot log in: two logins are its members, and a rotation switches between
 * them. It has no privileges of its own; per transaction it assumes the role that the caller's
 * token names.
 */
const callerRoles = ["anon", "authenticated", "service_role"];

/**
 * PostgreSQL on Supabase: project, settings, pooler, the Worker's login, and the schema.
 *
 * ```ts
 * const database = new Database("database", { projectName: "shop-prod", settings: config.database,
 * adminPassword, worker, apiKey });
 * ```
 */
export class Database extends pulumi.ComponentResource {
  readonly projectRef: pulumi.Output<string>;
  readonly pooler: seaworthy.Pooler;
  readonly migrations: Migrations;
  /** The Worker's two logins, as the pooler expects them. */
  readonly logins: Readonly<Record<"a" | "b", DatabaseLogin>>;
  readonly apiKeys: Readonly<Record<"a" | "b", supabase.Apikey>>;
  /** Secret: Supabase API key for the team's own programs. */
  readonly secretKey: pulumi.Output<string>;
  /** Secret: connection URL of the `postgres` login, bypassing the pooler. */
  readonly directUrl: pulumi.Output<string>;
  /** Secret: connection URL of the Worker's login, through the pooler. */
  readonly poolerUrl: pulumi.Output<string>;

  constructor(name: string, args: DatabaseArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Database", name, {}, options);
    const { settings } = args;
    const adminPassword = pulumi.secret(settings.project.password ?? args.adminPassword);

    this.projectRef = this.project(name, args);
    this.pooler = this.createPooler(name, settings, this.applySettings(name, args));
    const access = {
      host: this.pooler.directHost,
      database: this.pooler.database,
      adminUser: "postgres",
      adminPassword,
    };
    const owner = new DatabaseRole(
      `${name}-worker`,
      { ...access, name: args.workerRole, login: false, memberOf: callerRoles },
      { parent: this },
    );
    const roles = [
      this.createLogin(name, args, access, owner, "a"),
      this.createLogin(name, args, access, owner, "b"),
    ];
    this.migrations = this.migrate(name, args.modules, access, roles);

    this.logins = { a: this.loginOf(args, "a"), b: this.loginOf(args, "b") };
    this.apiKeys = {
      a: this.createApiKey(name, args.apiKey, "a"),
      b: this.createApiKey(name, args.apiKey, "b"),
    };
    this.secretKey = inUse(args.apiKey, this.apiKeys.a.apiKey, this.apiKeys.b.apiKey);
    this.directUrl = connectionUrl("postgres", adminPassword, access.host, this.pooler.database);
    const address = pulumi.interpolate`${this.pooler.host}:${this.pooler.port}`;
    const user = inUse(args.worker, this.logins.a.user, this.logins.b.user);
    this.poolerUrl = connectionUrl(user, args.worker.value, address, this.pooler.database);
    this.registerOutputs({ projectRef: this.projectRef });
  }

  /** The project's reference: the configured one, or a new project's. */
  private project(
    name: string,
    { projectName, settings, adminPassword }: DatabaseArgs,
  ): pulumi.Output<string> {
    const { ref, organization = "", region = "", instanceSize, protect = false } = settings.project;
    if (ref !== undefined) return pulumi.output(ref);
    const size = instanceSize === undefined ? {} : { instanceSize };
    const project = new supabase.Project(
      `${name}-project`,
      {
        name: projectName,
        organizationId: organization,
        region,
        databasePassword: adminPassword,
        // Programs use the API keys below, which can be rotated.
        legacyApiKeysEnabled: false,
        ...size,
      },
      { parent: this, protect },
    );
    return project.id;
  }

  private applySettings(
    name: string,
    { settings, auth }: Pick<DatabaseArgs, "settings" | "auth">,
  ): supabase.Settings {
    const { api, allowedCidrs } = settings;
    const inputs: supabase.SettingsArgs = {
      projectRef: this.projectRef,
      database: JSON.stringify({
        max_connections: settings.maxConnections,
        statement_timeout: `${settings.statementTimeoutMs}ms`,
      }),
      api: JSON.stringify({
        db_schema: api.schemas.join(","),
        db_extra_search_path: api.extraSearchPath.join(","),
        max_rows: api.maxRows,
      }),
      auth: JSON.stringify(auth),
      sslEnforcement: settings.sslEnforcement,
    };
    const network =
      allowedCidrs === undefined ? {} : { network: JSON.stringify({ restrictions: allowedCidrs }) };
    return new supabase.Settings(`${name}-settings`, { ...inputs, ...network }, { parent: this });
  }

  /**
   * The community provider accepts `Settings.pooler` but never sends it, hence our own resource.
   */
  private createPooler(
    name: string,
    { pooler }: Config["database"],
    settings: supabase.Settings,
  ): seaworthy.Pooler {
    const inputs: seaworthy.PoolerArgs = {
      projectRef: this.projectRef,
      poolMode: pooler.mode,
      defaultPoolSize: pooler.size,
    };
    return new seaworthy.Pooler(`${name}-pooler`, inputs, { parent: this, dependsOn: settings });
  }

  private createLogin(
    name: string,
    { settings, worker, workerRole }: DatabaseArgs,
    access: DatabaseAccessArgs,
    owner: DatabaseRole,
    slot: "a" | "b",
  ) {
    const login = {
      name: `${workerRole}_${slot}`,
      login: worker.accepts(slot),
      password: slot === "a" ? worker.valueA : worker.valueB,
      memberOf: [owner.name],
      settings: {
        statement_timeout: `${settings.statementTimeoutMs}ms`,
        // A transaction abandoned by its Worker releases its locks and connection.
        idle_in_transaction_session_timeout: `${2 * settings.statementTimeoutMs}ms`,
      },
    };
    return new DatabaseRole(`${name}-worker-${slot}`, { ...access, ...login }, { parent: this });
  }

  private loginOf({ worker, workerRole }: DatabaseArgs, slot: "a" | "b"): DatabaseLogin {
    const password = slot === "a" ? worker.valueA : worker.valueB;
    return {
      user: pulumi.interpolate`${workerRole}_${slot}${this.pooler.usernameSuffix}`,
      password: pulumi.secret(password),
      role: `${workerRole}_${slot}`,
    };
  }

  /**
   * Supabase generates the value, so a new value means a new key: it is created before the old one
   * is deleted.
   */
  private createApiKey(name: string, apiKey: Credential, slot: "a" | "b"): supabase.Apikey {
    const keyName = apiKey.label(slot).apply((label) => `programs_${label.replaceAll("-", "_")}`);
    const options = { parent: this, replaceOnChanges: ["name"] };
    return new supabase.Apikey(
      `${name}-key-${slot}`,
      { projectRef: this.projectRef, name: keyName },
      options,
    );
  }

  private migrate(
    name: string,
    modules: readonly Module[],
    access: DatabaseAccessArgs,
    roles: DatabaseRole[],
  ): Migrations {
    const { root, tables } = findProject();
    const found = migrationSources(tables.modules, modules);
    const folders = [...found.map(({ folder }) => folder), tables.migrations];
    const checksum = foldersChecksum(folders, migrationFile);
    const sources = found.map((source) => ({
      name: source.name,
      directory: relative(root, source.folder),
    }));
    const directory = relative(root, tables.migrations);
    return new Migrations(
      `${name}-migrations`,
      { ...access, directory, sources, checksum },
      { parent: this, dependsOn: roles },
    );
  }
}

/** Secret: `postgresql://user:password@address/database`. */
function connectionUrl(
  user: pulumi.Input<string>,
  password: pulumi.Input<string>,
  address: pulumi.Input<string>,
  database: pulumi.Input<string>,
) {
  const encoded = pulumi.output(password).apply(encodeURIComponent);
  return pulumi.secret(pulumi.interpolate`postgresql://${user}:${encoded}@${address}/${database}`);
}
