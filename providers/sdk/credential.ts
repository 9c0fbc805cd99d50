import * as pulumi from "@pulumi/pulumi";
import { pluginOptions } from "./options.ts";

export interface CredentialArgs {
  /** What it is for, in a few words: `signs the app's tokens`. Shown in reports; not part of the value. */
  purpose: pulumi.Input<string>;
  /** Random bytes behind the value, 16 to 128. Default 32. A change makes a new value. */
  bytes?: pulumi.Input<number>;
  /** How the bytes are written: hex has twice as many characters, base64url four for three bytes. Default `base64url`. */
  encoding?: pulumi.Input<"hex" | "base64url">;
  /** Counted up by a rotation: the next generation gets a new value and keeps the old one as `previous`. Default 1. */
  generation?: pulumi.Input<number>;
}

/**
 * A secret that is generated once and then stays, until its generation is counted up.
 *
 * ```ts
 * const jwtSecret = new Credential("jwt-secret", { purpose: "signs the app's tokens", generation: 2 });
 * ```
 */
export class Credential extends pulumi.CustomResource {
  declare readonly purpose: pulumi.Output<string>;
  declare readonly bytes: pulumi.Output<number>;
  declare readonly encoding: pulumi.Output<"hex" | "base64url">;
  declare readonly generation: pulumi.Output<number>;
  /** Secret. */
  declare readonly value: pulumi.Output<string>;
  /** Secret. The value of the generation before, still to be accepted while consumers change over. */
  declare readonly previous: pulumi.Output<string | undefined>;
  /** ISO 8601: when this generation's value was made. */
  declare readonly createdAt: pulumi.Output<string>;

  constructor(name: string, args: CredentialArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = { value: undefined, previous: undefined, createdAt: undefined };
    super(
      "seaworthy:index:Credential",
      name,
      { bytes: 32, encoding: "base64url", generation: 1, ...args, ...outputs },
      pluginOptions(options, ["value", "previous"]),
    );
  }
}
