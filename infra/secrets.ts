import * as pulumi from "@pulumi/pulumi";
import { Credential } from "@seaworthy/providers/sdk/index.ts";
import type { Config } from "./config.ts";

export interface SecretsArgs {
  readonly settings: Config["secrets"];
}

/** A key of the Worker. `previous` is the one before the last rotation, while what it made is to be accepted. */
export interface RotatingKey {
  readonly current: pulumi.Output<string>;
  readonly previous: pulumi.Output<string> | undefined;
}

/** What the Worker signs and verifies with. */
export interface WorkerKeys {
  /** Signs and verifies the app's tokens (HS256). */
  readonly jwt: RotatingKey;
  /** Hashes API keys. */
  readonly apiKeyPepper: RotatingKey;
  /** Verifies incoming webhooks. */
  readonly webhook: RotatingKey;
  /** Signs the links of mails. */
  readonly unsubscribe: RotatingKey;
  /** Bearer token of the routes that operators and their tools call. */
  readonly operatorToken: pulumi.Output<string>;
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
  readonly keys: WorkerKeys;

  constructor(name: string, { settings }: SecretsArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Secrets", name, {}, options);
    this.databasePassword = this.credential(`${name}-database`, "logs in to the database as its owner").value;
    this.workerPassword = this.credential(`${name}-worker`, "logs the Worker in to the database").value;
    this.keys = {
      jwt: this.rotatingKey(`${name}-jwt`, "signs the app's tokens", settings.jwt),
      apiKeyPepper: this.rotatingKey(`${name}-api-key-pepper`, "hashes API keys", settings.apiKeyPepper),
      webhook: this.rotatingKey(`${name}-webhook`, "signs incoming webhooks", settings.webhook),
      unsubscribe: this.rotatingKey(`${name}-unsubscribe`, "signs the links of mails", settings.unsubscribe),
      operatorToken: this.credential(`${name}-operator`, "opens the operator's routes", settings.operator).value,
    };
    this.registerOutputs({});
  }

  /** HS256 asks for a key of at least 256 bits (RFC 7518, 3.2); 48 bytes also leave room for HS384. */
  private rotatingKey(name: string, purpose: string, { generation, acceptPrevious }: Config["secrets"]["jwt"]): RotatingKey {
    const key = this.credential(name, purpose, { bytes: 48, generation });
    // Whether there is one must be known before the update: an output that the credential lacks is unknown in every preview.
    return { current: key.value, previous: acceptPrevious ? key.previous.apply((previous) => previous ?? "") : undefined };
  }

  private credential(name: string, purpose: string, { bytes = 32, generation = 1 } = {}): Credential {
    return new Credential(name, { purpose, bytes, encoding: "base64url", generation }, { parent: this });
  }
}
