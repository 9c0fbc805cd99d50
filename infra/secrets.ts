import * as pulumi from "@pulumi/pulumi";
import { Credential } from "@seaworthy/sdk/index";
import type { Config } from "./config.ts";
import type { RotationRun } from "./rotation.ts";
import {
  credentialName,
  type OwnSecretName,
  ownSecretNames,
  type SecretKind,
  secretTable,
} from "./secret-table.ts";
import { type ThirdPartyName, thirdPartyTable } from "./third-party-table.ts";

export interface SecretsArgs {
  readonly settings: Config["secrets"];
  readonly rotation: RotationRun;
}

/** A key of the Worker. `other` is what it accepts besides while a rotation goes on, else empty. */
export interface RotatingKey {
  readonly current: pulumi.Output<string>;
  readonly other: pulumi.Output<string>;
}

/**
 * The secrets that the stack makes for itself. Each has two slots, which rotations fill in turn.
 *
 * ```ts
 * const secrets = new Secrets("secrets", { settings: config.secrets, rotation });
 * ```
 */
export class Secrets extends pulumi.ComponentResource {
  /** Password of the `postgres` login of a new Supabase project. */
  readonly databasePassword: pulumi.Output<string>;
  /** Holds that password. No rotation replaces it. */
  readonly database: Credential;
  readonly credentials: Readonly<Record<OwnSecretName, Credential>>;
  /**
   * Keys that only an operator can make, as far as the configuration enables them. Their values are
   * empty until they are given.
   */
  readonly thirdParty: ReadonlyMap<ThirdPartyName, Credential>;
  /** The generation of each that is used, by name. */
  readonly generations: pulumi.Output<Record<string, number>>;

  constructor(name: string, args: SecretsArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Secrets", name, {}, options);
    const { owner } = args.settings;
    const admin = {
      purpose: "logs in to the database as its owner",
      owner,
      everyDays: args.settings.everyDays,
    };
    this.database = new Credential(`${name}-database`, admin, { parent: this });
    this.databasePassword = this.database.value;
    const credentials = ownSecretNames.map(
      (secret) => [secret, this.rotated(secret, args)] as const,
    );
    this.credentials = Object.fromEntries(credentials) as Record<OwnSecretName, Credential>;
    this.thirdParty = new Map(
      args.settings.thirdParty.map((secret) => [secret, this.given(secret, args)] as const),
    );
    const all = [...credentials, ...this.thirdParty];
    this.generations = pulumi.output(
      Object.fromEntries(all.map(([secret, { generation }]) => [secret, generation])),
    );
    this.registerOutputs({});
  }

  /** A key that the Worker itself makes and accepts things with. */
  key(name: OwnSecretName): RotatingKey {
    const { value, other } = this.credentials[name];
    return { current: value, other };
  }

  private given(name: ThirdPartyName, { settings, rotation }: SecretsArgs): Credential {
    const { purpose, given } = thirdPartyTable[name];
    const step = rotation.steps[name];
    const inputs = {
      purpose,
      owner: settings.owner,
      everyDays: settings.everyDays,
      given,
      ...(step === undefined ? {} : { step }),
    };
    return new Credential(credentialName(name), inputs, { parent: this });
  }

  private rotated(name: OwnSecretName, { settings, rotation }: SecretsArgs): Credential {
    const { purpose, bytes, signs = false }: SecretKind = secretTable[name];
    const step = rotation.steps[name];
    const everyDays = signs ? settings.signingKeysEveryDays : settings.everyDays;
    const inputs = {
      purpose,
      bytes,
      owner: settings.owner,
      everyDays,
      ...(step === undefined ? {} : { step }),
    };
    return new Credential(credentialName(name), inputs, { parent: this });
  }
}

/** Of two things, one for each slot, the one that is in use. */
export function inUse<T>(
  credential: Credential,
  a: pulumi.Input<T>,
  b: pulumi.Input<T>,
): pulumi.Output<T> {
  return pulumi
    .all([credential.slot, a, b])
    .apply(([slot, ofA, ofB]) => (slot === "a" ? ofA : ofB)) as pulumi.Output<T>;
}
