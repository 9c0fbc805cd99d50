import * as pulumi from "@pulumi/pulumi";
import { type Credential, upstash } from "@seaworthy/sdk/index";
import type { Config } from "./config.ts";
import { type Naming, nameOf } from "./naming.ts";
import { inUse } from "./secrets.ts";

export interface CacheArgs {
  readonly naming: Naming;
  readonly settings: Config["cache"];
  /** Passwords of the Worker's users, one for each slot. */
  readonly cacheUser: Credential;
  readonly limiterUser: Credential;
}

/** What the Worker needs to reach one Redis database. */
export interface RedisAccess {
  readonly databaseId: pulumi.Output<string>;
  /** Address of the REST API. */
  readonly url: pulumi.Output<string>;
  /** Secret: token of the Worker's own user. */
  readonly token: pulumi.Output<string>;
}

/** Everything on every key, except what administers the server or could empty it. */
const workerRules = ["~*", "&*", "+@all", "-@admin", "-@dangerous"];

/**
 * Two Redis databases on Upstash. The cache may drop entries when its memory is full; the limiter
 * may not, or a flood of keys would reset everybody's rate limits. Each has two users for the
 * Worker, of which one is in use: a rotation lets the other one in before it locks the first one
 * out.
 *
 * ```ts
 * const cache = new Cache("cache", { naming: config, settings: config.cache, cacheUser, limiterUser
 * });
 * ```
 */
export class Cache extends pulumi.ComponentResource {
  readonly cache: RedisAccess;
  readonly limiter: RedisAccess;

  constructor(name: string, args: CacheArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Cache", name, {}, options);
    this.cache = this.createRedis(
      `${name}-cache`,
      nameOf(args.naming, "redis", "cache"),
      args,
      true,
      args.cacheUser,
    );
    this.limiter = this.createRedis(
      `${name}-limiter`,
      nameOf(args.naming, "redis", "limiter"),
      args,
      false,
      args.limiterUser,
    );
    this.registerOutputs({});
  }

  private createRedis(
    name: string,
    databaseName: string,
    { settings }: CacheArgs,
    eviction: boolean,
    user: Credential,
  ): RedisAccess {
    const { region, tls, monthlyBudgetDollars } = settings;
    const budget = monthlyBudgetDollars === undefined ? {} : { budget: monthlyBudgetDollars };
    const database = new upstash.RedisDatabase(
      name,
      { name: databaseName, region, tls, eviction, ...budget },
      { parent: this },
    );
    const [a, b] = [
      this.createUser(name, database, user, "a"),
      this.createUser(name, database, user, "b"),
    ];
    return {
      databaseId: database.databaseId,
      url: database.restUrl,
      token: inUse(user, a.restToken, b.restToken),
    };
  }

  private createUser(
    name: string,
    { databaseId }: upstash.RedisDatabase,
    user: Credential,
    slot: "a" | "b",
  ): upstash.AclUser {
    const password = slot === "a" ? user.valueA : user.valueB;
    const inputs: upstash.AclUserArgs = {
      databaseId,
      username: `worker-${slot}`,
      rules: workerRules,
      password,
      enabled: user.accepts(slot),
    };
    return new upstash.AclUser(`${name}-worker-${slot}`, inputs, { parent: this });
  }
}
