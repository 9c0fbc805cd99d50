import * as pulumi from "@pulumi/pulumi";
import { type Credential, upstash } from "@seaworthy/sdk/index";
import type { Config } from "../config/schema.ts";
import { type Naming, nameOf } from "../naming.ts";
import { inUse } from "../secrets/in-use.ts";

export interface RedisArgs {
  readonly naming: Naming;
  readonly settings: Config["cache"];
  /** Passwords of the Worker's users, one per slot. */
  readonly cacheUser: Credential;
  readonly limiterUser: Credential;
}

/** What the Worker needs to reach one Redis database. */
export interface RedisAccess {
  readonly database: upstash.RedisDatabase;
  /** The Worker's users; one is in use. */
  readonly users: Readonly<Record<"a" | "b", upstash.AclUser>>;
  /** The REST API's URL. */
  readonly url: pulumi.Output<string>;
  /** Secret: token of the Worker's own user. */
  readonly token: pulumi.Output<string>;
}

/** All commands on all keys, except administrative and destructive ones. */
const workerRules = ["~*", "&*", "+@all", "-@admin", "-@dangerous"];

/**
 * Two Redis databases on Upstash. The cache may evict entries when its memory is full; the limiter
 * may not, or a flood of keys would reset everyone's rate limits. Each has two Worker users, one in
 * use: a rotation enables the other before it disables the first.
 *
 * ```ts
 * const redis = new Redis("redis", { naming: config, settings: config.cache, cacheUser, limiterUser
 * });
 * ```
 */
export class Redis extends pulumi.ComponentResource {
  readonly cache: RedisAccess;
  readonly limiter: RedisAccess;

  constructor(name: string, args: RedisArgs, options?: pulumi.ComponentResourceOptions) {
    const former = { aliases: [{ type: "seaworthy:infra:Cache" }] };
    super("seaworthy:infra:Redis", name, {}, pulumi.mergeOptions(options, former));
    this.cache = this.createDatabase(`${name}-cache`, args, args.cacheUser, {
      name: nameOf(args.naming, "redis", "cache"),
      eviction: true,
    });
    this.limiter = this.createDatabase(`${name}-limiter`, args, args.limiterUser, {
      name: nameOf(args.naming, "redis", "limiter"),
      eviction: false,
    });
    this.registerOutputs({});
  }

  private createDatabase(
    name: string,
    { settings }: RedisArgs,
    user: Credential,
    own: Pick<upstash.RedisDatabaseArgs, "name" | "eviction">,
  ): RedisAccess {
    const { region, tls, monthlyBudgetDollars } = settings;
    const budget = monthlyBudgetDollars === undefined ? {} : { budget: monthlyBudgetDollars };
    const database = new upstash.RedisDatabase(
      name,
      { ...own, region, tls, ...budget },
      { parent: this },
    );
    const users = {
      a: this.createUser(name, database, user, "a"),
      b: this.createUser(name, database, user, "b"),
    };
    const token = inUse(user, users.a.restToken, users.b.restToken);
    return { database, users, url: database.restUrl, token };
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
