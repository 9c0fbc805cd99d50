import * as pulumi from "@pulumi/pulumi";
import type { DatabaseAccessArgs } from "./database-role.ts";
import { pluginOptions } from "./options.ts";

export interface MigrationSourceArgs {
  name: pulumi.Input<string>;
  /** Relative to the folder of Pulumi.yaml. */
  directory: pulumi.Input<string>;
}

export interface MigrationsArgs extends DatabaseAccessArgs {
  /** Folder of `*.sql` files in node-pg-migrate's format; relative to the folder of Pulumi.yaml. */
  directory: pulumi.Input<string>;
  /**
   * Further folders of migrations, each with its name in the ledger. Numbers are ordered across all
   * folders; a lower number that is added later still runs.
   */
  sources?: pulumi.Input<pulumi.Input<MigrationSourceArgs>[]>;
  /**
   * Of the files' names and contents, so that a new file is a change. Computed by the plugin when
   * omitted.
   */
  checksum?: pulumi.Input<string>;
}

/**
 * The schema's migrations, applied in order under a lock. Deleting the resource leaves the schema
 * unchanged.
 *
 * ```ts
 * new Migrations("schema", {
 *   host, database: "postgres", adminUser, adminPassword, directory: "app/migrations",
 * });
 * ```
 */
export class Migrations extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly database: pulumi.Output<string>;
  declare readonly adminUser: pulumi.Output<string>;
  declare readonly directory: pulumi.Output<string>;
  declare readonly checksum: pulumi.Output<string>;
  /** Names of all applied migrations, in order of application. */
  declare readonly applied: pulumi.Output<string[]>;

  constructor(name: string, args: MigrationsArgs, options?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      adminPassword: pulumi.secret(args.adminPassword),
      applied: undefined,
    };
    super("seaworthy:index:Migrations", name, inputs, pluginOptions(options, ["adminPassword"]));
  }
}
