import * as pulumi from "@pulumi/pulumi";
import { SeaworthyError } from "@seaworthy/core/errors";
import { Credential } from "@seaworthy/sdk/index";
import type { Config } from "./config.ts";
import type { RotationRun } from "./rotation.ts";
import { type OwnSecretName, type SecretName, secrets as secretsOfStack } from "./secret-table.ts";

type Entry = (typeof secretsOfStack)[number];

export interface SecretsArgs {
  readonly settings: Config["secrets"];
  readonly rotation: RotationRun;
  /** Bindings of the secrets that the app's modules use. */
  readonly used?: readonly string[];
}

/** A secret in this stack. */
export interface HeldSecret {
  readonly secret: Entry;
  readonly credential: Credential;
}

/**
 * The stack's secrets. Each has two slots, which rotations fill in turn.
 *
 * ```ts
 * const secrets = new Secrets("secrets", { settings: config.secrets, rotation });
 * ```
 */
export class Secrets extends pulumi.ComponentResource {
  /** Password of the `postgres` login of a new Supabase project. */
  readonly databasePassword: pulumi.Output<string>;
  /** Contains that password. No rotation replaces it. */
  readonly database: Credential;
  /** By name. Operator-supplied ones are empty until supplied. */
  readonly held: readonly HeldSecret[];
  /** The generation in use of each, by name. */
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
    this.held = secretsOf(args).map((secret) => ({
      secret,
      credential: this.hold(`${name}-${secret.name}`, secret, args),
    }));
    this.generations = pulumi.output(
      Object.fromEntries(
        this.held.map(({ secret, credential }) => [secret.name, credential.generation]),
      ),
    );
    this.registerOutputs({});
  }

  /** The credential of a secret that every stack has. */
  credential(name: OwnSecretName): Credential {
    const found = this.held.find(({ secret }) => secret.name === name);
    if (found !== undefined) return found.credential;
    throw new SeaworthyError("CONFIG_INVALID", `The stack has no secret ${name}.`);
  }

  private hold(resource: string, secret: Entry, args: SecretsArgs): Credential {
    const { settings, rotation } = args;
    const { name, purpose, kind, signs, owner, everyDays, given } = secret;
    const usual = signs ? settings.signingKeysEveryDays : settings.everyDays;
    const step = rotation.steps[name];
    const inputs = {
      purpose,
      owner: owner ?? settings.owner,
      everyDays: everyDays ?? usual,
      ...(kind.bytes === undefined ? {} : { bytes: kind.bytes }),
      ...(given === undefined ? {} : { given }),
      ...(step === undefined ? {} : { step }),
    };
    return new Credential(resource, inputs, { parent: this });
  }
}

/** All generated secrets, and the operator-supplied ones that the stack or a module requires. */
function secretsOf({ settings, used = [] }: SecretsArgs): Entry[] {
  const unknown = used.filter((name) => !secretsOfStack.some(({ binding }) => binding === name));
  if (unknown.length > 0)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `Modules use ${unknown.join(", ")}. Declare each with defineSecret in infra/secret-table.ts.`,
    );
  const wanted: readonly SecretName[] = settings.thirdParty;
  return secretsOfStack.filter(
    ({ name, binding, kind }) =>
      !kind.provided || wanted.includes(name) || (binding !== undefined && used.includes(binding)),
  );
}

/** The value of the slot in use. */
export function inUse<T>(
  credential: Credential,
  a: pulumi.Input<T>,
  b: pulumi.Input<T>,
): pulumi.Output<T> {
  return pulumi
    .all([credential.slot, a, b])
    .apply(([slot, ofA, ofB]) => (slot === "a" ? ofA : ofB)) as pulumi.Output<T>;
}
