import * as pulumi from "@pulumi/pulumi";
import { pluginOptions } from "./options.ts";

export interface CredentialArgs {
  /**
   * What it is for, in a few words: `signs the app's tokens`. Shown in reports; not part of the
   * value.
   */
  purpose: pulumi.Input<string>;
  /** Who is responsible for it. Shown in reports. */
  owner?: pulumi.Input<string>;
  /** Age at which it is due to be rotated, in days. Default 90. */
  everyDays?: pulumi.Input<number>;
  /**
   * Random bytes behind a value, 16 to 128. Default 32. A change holds from the next generation on.
   */
  bytes?: pulumi.Input<number>;
  /**
   * How the bytes are written: hex has twice as many characters, base64url four for three bytes.
   * Default `base64url`.
   */
  encoding?: pulumi.Input<"hex" | "base64url">;
  /**
   * Where a rotation wants it: `pending:2`, `publish:2`, `retire:2` or `abandon:2`. Left out, it
   * stays in the phase that it is in.
   */
  step?: pulumi.Input<string>;
  /**
   * Environment variable that holds the next value, where only an operator can make one. Until the
   * first is given `value` is empty and
   * `generation` 0. Left out, values are random.
   */
  given?: pulumi.Input<string>;
}

/**
 * A secret with two slots, which a rotation fills in turn: while it goes on two values are
 * accepted, else one.
 *
 * ```ts
 * const jwtSecret = new Credential("jwt-secret", { purpose: "signs the app's tokens", bytes: 48 });
 * ```
 */
export class Credential extends pulumi.CustomResource {
  declare readonly purpose: pulumi.Output<string>;
  declare readonly phase: pulumi.Output<"steady" | "pending" | "published">;
  /** The slot whose value is used. */
  declare readonly slot: pulumi.Output<"a" | "b">;
  /** Of the value that is used. */
  declare readonly generation: pulumi.Output<number>;
  /** Secret. The value that is used. */
  declare readonly value: pulumi.Output<string>;
  /**
   * Secret. The value that is accepted besides: the next one while it is pending, the one before
   * once it is published. Else empty.
   */
  declare readonly other: pulumi.Output<string>;
  /** Secret. What slot `a` holds, whether it is accepted or not. */
  declare readonly valueA: pulumi.Output<string>;
  /** Secret. */
  declare readonly valueB: pulumi.Output<string>;
  declare readonly generationA: pulumi.Output<number>;
  declare readonly generationB: pulumi.Output<number>;
  /** ISO 8601: when the value that is used was made. */
  declare readonly createdAt: pulumi.Output<string>;

  constructor(name: string, args: CredentialArgs, options?: pulumi.CustomResourceOptions) {
    const secrets = { value: undefined, other: undefined, valueA: undefined, valueB: undefined };
    const outputs = {
      phase: undefined,
      slot: undefined,
      newest: undefined,
      createdAt: undefined,
      phaseSince: undefined,
    };
    const slots = {
      generationA: undefined,
      generationB: undefined,
      madeAtA: undefined,
      madeAtB: undefined,
    };
    const all = {
      ...args,
      ...secrets,
      ...outputs,
      ...slots,
      generation: undefined,
      lastExposureSeconds: undefined,
    };
    super("seaworthy:index:Credential", name, all, pluginOptions(options, Object.keys(secrets)));
  }

  /** Whether that slot's value is accepted. */
  accepts(slot: "a" | "b"): pulumi.Output<boolean> {
    return pulumi
      .all([this.slot, this.phase])
      .apply(([used, phase]) => used === slot || phase !== "steady");
  }

  /**
   * Changes whenever what that slot stands for is to be another thing at its vendor: `b-2` in use,
   * `b-2-retired` after it.
   */
  label(slot: "a" | "b"): pulumi.Output<string> {
    const generation = slot === "a" ? this.generationA : this.generationB;
    return pulumi
      .all([generation, this.accepts(slot)])
      .apply(([number, accepted]) => `${slot}-${number}${accepted ? "" : "-spare"}`);
  }
}
