import * as pulumi from "@pulumi/pulumi";
import { Credential } from "@seaworthy/providers/sdk/index.ts";
import type { Config } from "./config.ts";

export interface SecretsArgs {
  readonly settings: Config["secrets"];
}

/**
 * The secrets that the stack makes for itself. Each has a generation; a rotation counts it up.
 *
 * ```ts
 * const secrets = new Secrets("secrets", { settings: config.secrets });
 * ```
 */
export class Secrets extends pulumi.ComponentResource {
  /** Password of the `postgres` login of a new Supabase project. */
  readonly databasePassword: pulumi.Output<string>;
  /** Password of the login that the Worker uses. */
  readonly workerPassword: pulumi.Output<string>;
  /** Key that signs and verifies the app's tokens (HS256). */
  readonly jwtSecret: pulumi.Output<string>;
  /** The key before the last rotation, while tokens that it signed are to be accepted. */
  readonly previousJwtSecret: pulumi.Output<string> | undefined;

  constructor(name: string, { settings }: SecretsArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Secrets", name, {}, options);
    const database = this.credential(`${name}-database`, "logs in to the database as its owner");
    const worker = this.credential(`${name}-worker`, "logs the Worker in to the database");
    // HS256 asks for a key of at least 256 bits (RFC 7518, 3.2); 48 bytes also leave room for HS384.
    const jwt = this.credential(`${name}-jwt`, "signs the app's tokens", { bytes: 48, generation: settings.jwt.generation });

    this.databasePassword = database.value;
    this.workerPassword = worker.value;
    this.jwtSecret = jwt.value;
    // Whether there is one must be known before the update: an output that the credential lacks is unknown in every preview.
    this.previousJwtSecret = settings.jwt.acceptPrevious ? jwt.previous.apply((previous) => previous ?? "") : undefined;
    this.registerOutputs({});
  }

  private credential(name: string, purpose: string, { bytes = 32, generation = 1 } = {}): Credential {
    return new Credential(name, { purpose, bytes, encoding: "base64url", generation }, { parent: this });
  }
}
