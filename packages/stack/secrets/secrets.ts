import * as pulumi from "@pulumi/pulumi";
import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { Credential } from "@seaworthy/sdk/index";
import type { Secret } from "@seaworthy/sdk/secrets/define-secret";
import type { SecretKind } from "@seaworthy/sdk/secrets/kinds";
import type { Config } from "../config/schema.ts";
import type { IdentityParts } from "./identities.ts";
import type { RotationRun } from "./rotation.ts";

type Entry = Secret<string, SecretKind<IdentityParts>>;

export interface SecretsArgs {
  /** Every secret that the stack may have. */
  readonly table: readonly Entry[];
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

/** What others need of a stack's secrets. */
export type HeldSecrets = Pick<Secrets, "held" | "generations">;

/**
 * The stack's secrets. Each has two slots, which rotations fill in turn. `OwnName` is the union of
 * the names that every stack has.
 *
 * ```ts
 * const secrets = new Secrets("secrets", { table, settings: config.secrets, rotation });
 * ```
 */
export class Secrets<OwnName extends string = string> extends pulumi.ComponentResource {
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
  credential(name: OwnName): Credential {
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
      ...defined({ bytes: kind.bytes, given, step }),
    };
    return new Credential(resource, inputs, { parent: this });
  }
}

/** All that every stack has, and those that this one or one of its modules asks for. */
function secretsOf({ table, settings, used = [] }: SecretsArgs): Entry[] {
  const unknown = used.filter((name) => !table.some(({ binding }) => binding === name));
  if (unknown.length > 0)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `Modules use ${unknown.join(", ")}. Declare each with defineSecret in the table of secrets.`,
    );
  const wanted = settings.thirdParty;
  return table.filter(
    ({ name, binding, kind, forModules }) =>
      !(kind.provided || forModules) ||
      wanted.includes(name) ||
      (binding !== undefined && used.includes(binding)),
  );
}
