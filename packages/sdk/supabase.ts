import * as pulumi from "@pulumi/pulumi";
import { pluginOptions } from "./options.ts";

export interface PoolerArgs {
  /** The project's reference: 20 lower-case letters. A change replaces the resource. */
  projectRef: pulumi.Input<string>;
  /** `transaction` for Workers; `session` if a client needs session features. */
  poolMode: pulumi.Input<"transaction" | "session">;
  /** Server connections per user and database. */
  defaultPoolSize: pulumi.Input<number>;
}

/**
 * The connection pooler of a Supabase project. The community provider never sends
 * `Settings.pooler`; this resource does.
 *
 * ```ts
 * new supabase.Pooler("pooler", {
 *   projectRef: project.id, poolMode: "transaction", defaultPoolSize: 60,
 * });
 * ```
 */
export class Pooler extends pulumi.CustomResource {
  declare readonly projectRef: pulumi.Output<string>;
  declare readonly poolMode: pulumi.Output<"transaction" | "session">;
  declare readonly defaultPoolSize: pulumi.Output<number>;
  declare readonly host: pulumi.Output<string>;
  declare readonly port: pulumi.Output<number>;
  declare readonly database: pulumi.Output<string>;
  /** The admin login's name as the pooler expects it. */
  declare readonly adminUser: pulumi.Output<string>;
  /** Suffix of a login's name at the pooler: `.<ref>` on a shared pooler, otherwise empty. */
  declare readonly usernameSuffix: pulumi.Output<string>;
  /** `host:port` of the database itself, bypassing the pooler: for roles and migrations. */
  declare readonly directHost: pulumi.Output<string>;
  /** Maximum number of pooler clients. */
  declare readonly maxClientConn: pulumi.Output<number>;

  constructor(name: string, args: PoolerArgs, options?: pulumi.CustomResourceOptions) {
    const address = {
      host: undefined,
      port: undefined,
      database: undefined,
      directHost: undefined,
    };
    const outputs = {
      ...address,
      adminUser: undefined,
      usernameSuffix: undefined,
      maxClientConn: undefined,
    };
    super("seaworthy:supabase:Pooler", name, { ...args, ...outputs }, pluginOptions(options));
  }
}
