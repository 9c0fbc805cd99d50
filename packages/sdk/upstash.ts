import * as pulumi from "@pulumi/pulumi";
import { pluginOptions } from "./options.ts";

export interface RedisDatabaseArgs {
  /** Unique in the account; an existing database with this name is adopted. */
  name: pulumi.Input<string>;
  /** Primary region, e.g. `eu-central-1`. A change replaces the database. */
  region: pulumi.Input<string>;
  /** The region's cloud. Default `aws`. A change replaces the database. */
  platform?: pulumi.Input<"aws" | "gcp">;
  /** Regions with read replicas. */
  readRegions?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether entries are evicted when memory is full: true for a cache, false for limiter state and
   * locks.
   */
  eviction: pulumi.Input<boolean>;
  /**
   * Whether clients connect over TLS. Can be turned on later; turning it off replaces the database.
   */
  tls: pulumi.Input<boolean>;
  /** Monthly budget in US dollars. */
  budget?: pulumi.Input<number>;
  /** Plan: `free`, `payg`, `fixed_250mb` … `fixed_500gb`. Default: the account's. */
  plan?: pulumi.Input<string>;
  /** Whether the plan is upgraded automatically when a limit is reached. */
  autoUpgrade?: pulumi.Input<boolean>;
}

/**
 * An Upstash Redis database.
 *
 * ```ts
 * const cache = new upstash.RedisDatabase("cache", {
 *   name: "app-cache", region: "eu-central-1", eviction: true, tls: true,
 * });
 * ```
 */
export class RedisDatabase extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly region: pulumi.Output<string>;
  declare readonly platform: pulumi.Output<string>;
  declare readonly readRegions: pulumi.Output<string[]>;
  declare readonly eviction: pulumi.Output<boolean>;
  declare readonly tls: pulumi.Output<boolean>;
  declare readonly budget: pulumi.Output<number | undefined>;
  declare readonly plan: pulumi.Output<string | undefined>;
  declare readonly autoUpgrade: pulumi.Output<boolean | undefined>;
  declare readonly databaseId: pulumi.Output<string>;
  /** Host of the REST API, with a port if it is not the scheme's default. */
  declare readonly endpoint: pulumi.Output<string>;
  /** Port of the Redis protocol. */
  declare readonly port: pulumi.Output<number>;
  /** `http(s)://<endpoint>`, for `@upstash/redis`. */
  declare readonly restUrl: pulumi.Output<string>;
  /** Secret: the default user's password. */
  declare readonly password: pulumi.Output<string>;
  /** Secret: has all rights. Give consumers an `AclUser` instead. */
  declare readonly restToken: pulumi.Output<string>;
  /** Secret. */
  declare readonly readOnlyRestToken: pulumi.Output<string>;

  constructor(name: string, args: RedisDatabaseArgs, options?: pulumi.CustomResourceOptions) {
    const secrets = { password: undefined, restToken: undefined, readOnlyRestToken: undefined };
    const outputs = {
      databaseId: undefined,
      endpoint: undefined,
      port: undefined,
      restUrl: undefined,
      ...secrets,
    };
    super(
      "seaworthy:upstash:RedisDatabase",
      name,
      { ...args, ...outputs },
      pluginOptions(options, Object.keys(secrets)),
    );
  }
}

export interface AclUserArgs {
  /** A change replaces the user. */
  databaseId: pulumi.Input<string>;
  /** Letters, digits, `_` and `-`; not `default`. A change replaces the user. */
  username: pulumi.Input<string>;
  /**
   * Redis ACL rules, one per entry: `["~cache:*", "+@read", "+@write"]`. The plugin manages state
   * (`on`, `nopass`) and passwords.
   */
  rules: pulumi.Input<pulumi.Input<string>[]>;
  /** Secret. At least ten different characters. Random by default. */
  password?: pulumi.Input<string>;
  /** False disables login as this user. Default true. */
  enabled?: pulumi.Input<boolean>;
}

/**
 * A Redis user for one consumer, with its own REST token.
 *
 * ```ts
 * new upstash.AclUser("cache-app", {
 *   databaseId: cache.databaseId, username: "app", rules: ["~*", "+@all", "-@admin"],
 * });
 * ```
 */
export class AclUser extends pulumi.CustomResource {
  declare readonly databaseId: pulumi.Output<string>;
  declare readonly username: pulumi.Output<string>;
  declare readonly rules: pulumi.Output<string[]>;
  declare readonly enabled: pulumi.Output<boolean>;
  /** The rules as the server interpreted them. */
  declare readonly effectiveRules: pulumi.Output<string[]>;
  /** Secret. */
  declare readonly password: pulumi.Output<string>;
  /** Secret. */
  declare readonly restToken: pulumi.Output<string>;

  constructor(name: string, args: AclUserArgs, options?: pulumi.CustomResourceOptions) {
    const given = args.password === undefined ? {} : { password: pulumi.secret(args.password) };
    const outputs = { effectiveRules: undefined, restToken: undefined };
    super(
      "seaworthy:upstash:AclUser",
      name,
      { ...args, ...given, ...outputs },
      pluginOptions(options, ["password", "restToken"]),
    );
  }
}
