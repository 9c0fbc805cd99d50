import * as pulumi from "@pulumi/pulumi";
import { upstash } from "@seaworthy/providers/sdk/index.ts";
import type { Config } from "./config.ts";
import { type Naming, nameOf } from "./naming.ts";

export interface CacheArgs {
  readonly naming: Naming;
  readonly settings: Config["cache"];
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
 * Two Redis databases on Upstash. The cache may drop entries when its memory is full; the limiter may not, or a flood of
 * keys would reset everybody's rate limits. Each has a user of its own for the Worker, so a token can be replaced alone.
 *
 * ```ts
 * const cache = new Cache("cache", { naming: config, settings: config.cache });
 * ```
 */
export class Cache extends pulumi.ComponentResource {
  readonly cache: RedisAccess;
  readonly limiter: RedisAccess;

  constructor(name: string, args: CacheArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Cache", name, {}, options);
    this.cache = this.createRedis(`${name}-cache`, nameOf(args.naming, "redis", "cache"), args, true);
    this.limiter = this.createRedis(`${name}-limiter`, nameOf(args.naming, "redis", "limiter"), args, false);
    this.registerOutputs({});
  }

  private createRedis(name: string, databaseName: string, { settings }: CacheArgs, eviction: boolean): RedisAccess {
    const { region, tls, monthlyBudgetDollars } = settings;
    const budget = monthlyBudgetDollars === undefined ? {} : { budget: monthlyBudgetDollars };
    const database = new upstash.RedisDatabase(name, { name: databaseName, region, tls, eviction, ...budget }, { parent: this });
    const { databaseId } = database;
    const worker = new upstash.AclUser(`${name}-worker`, { databaseId, username: "worker", rules: workerRules }, { parent: this });
    return { databaseId, url: database.restUrl, token: worker.restToken };
  }
}
