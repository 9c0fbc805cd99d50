import * as pulumi from "@pulumi/pulumi";
import { pluginOptions } from "./options.ts";

/** How the plugin connects to a database: directly, not through the pooler. */
export interface DatabaseAccessArgs {
  /** `host` or `host:port`; the default port is 5432. */
  host: pulumi.Input<string>;
  database: pulumi.Input<string>;
  adminUser: pulumi.Input<string>;
  /** Secret. */
  adminPassword: pulumi.Input<string>;
}

export interface DatabaseRoleArgs extends DatabaseAccessArgs {
  /** The login's name: lower-case letters, digits and underscores. A change replaces the role. */
  name: pulumi.Input<string>;
  /** Secret. Sent to the server only as a SCRAM verifier. Required for a role that logs in. */
  password?: pulumi.Input<string>;
  /**
   * False keeps the role but disables login: its password is removed and its sessions end. Default
   * true.
   */
  login?: pulumi.Input<boolean>;
  /** Roles that this login may switch to with `set role`; it does not inherit their rights. */
  memberOf?: pulumi.Input<pulumi.Input<string>[]>;
  /** Settings of its sessions: `{ statement_timeout: "5s" }`. */
  settings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Maximum number of connections. Default: no limit of its own. */
  connectionLimit?: pulumi.Input<number>;
}

/**
 * A PostgreSQL login for one consumer.
 *
 * ```ts
 * new DatabaseRole("app-worker", {
 *   host, database: "postgres", adminUser, adminPassword,
 *   name: "app_worker", password, memberOf: ["anon"],
 * });
 * ```
 */
export class DatabaseRole extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly database: pulumi.Output<string>;
  declare readonly adminUser: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly login: pulumi.Output<boolean>;
  declare readonly memberOf: pulumi.Output<string[]>;
  declare readonly settings: pulumi.Output<Record<string, string>>;
  declare readonly connectionLimit: pulumi.Output<number>;

  constructor(name: string, args: DatabaseRoleArgs, options?: pulumi.CustomResourceOptions) {
    const password = args.password === undefined ? {} : { password: pulumi.secret(args.password) };
    const secrets = { adminPassword: pulumi.secret(args.adminPassword), ...password };
    super(
      "seaworthy:index:DatabaseRole",
      name,
      { ...args, ...secrets },
      pluginOptions(options, ["adminPassword", "password"]),
    );
  }
}
