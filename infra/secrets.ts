import * as pulumi from "@pulumi/pulumi";
import { Credential } from "@seaworthy/providers/sdk/index.ts";

/**
 * The secrets that the stack makes for itself. Each has a generation; a rotation counts it up.
 *
 * ```ts
 * const secrets = new Secrets("secrets");
 * ```
 */
export class Secrets extends pulumi.ComponentResource {
  /** Password of the `postgres` login of a new Supabase project. */
  readonly databasePassword: pulumi.Output<string>;
  /** Password of the login that the Worker uses. */
  readonly workerPassword: pulumi.Output<string>;
  /** Key that signs and verifies the app's tokens (HS256). */
  readonly jwtSecret: pulumi.Output<string>;
  /** The key before the last rotation; tokens that it signed stay valid until they expire. */
  readonly previousJwtSecret: pulumi.Output<string | undefined>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Secrets", name, {}, options);
    const database = this.credential(`${name}-database`, "logs in to the database as its owner");
    const worker = this.credential(`${name}-worker`, "logs the Worker in to the database");
    // HS256 asks for a key of at least 256 bits (RFC 7518, 3.2); 48 bytes also leave room for HS384.
    const jwt = this.credential(`${name}-jwt`, "signs the app's tokens", 48);

    this.databasePassword = database.value;
    this.workerPassword = worker.value;
    this.jwtSecret = jwt.value;
    this.previousJwtSecret = jwt.previous;
    this.registerOutputs({});
  }

  private credential(name: string, purpose: string, bytes = 32): Credential {
    return new Credential(name, { purpose, bytes, encoding: "base64url" }, { parent: this });
  }
}
