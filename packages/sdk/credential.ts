import * as pulumi from "@pulumi/pulumi";
import { pluginOptions } from "./options.ts";

export interface CredentialArgs {
  /**
   * Its purpose in a few words: `signs the app's tokens`. Shown in reports; not part of the value.
   */
  purpose: pulumi.Input<string>;
  /** Who is responsible for it. Shown in reports. */
  owner?: pulumi.Input<string>;
  /** Maximum age in days before a rotation is due. Default 90. */
  everyDays?: pulumi.Input<number>;
  /** Random bytes of a value, 16 to 128. Default 32. A change applies from the next generation. */
  bytes?: pulumi.Input<number>;
  /**
   * Encoding of the bytes: hex has two characters per byte, base64url four per three bytes. Default
   * `base64url`.
   */
  encoding?: pulumi.Input<"hex" | "base64url">;
  /**
   * The step of a rotation: `pending:2`, `publish:2`, `retire:2` or `abandon:2`. When omitted, the
   * phase stays.
   */
  step?: pulumi.Input<string>;
  /**
   * Environment variable with the next value, if only an operator can supply it. Until the first
   * one is supplied, `value` is empty and `generation` 0. When omitted, values are random.
   */
  given?: pulumi.Input<string>;
}

/**
 * A secret with two slots, which rotations fill in turn: during a rotation two values are accepted,
 * otherwise one.
 *
 * ```ts
 * const jwtSecret = new Credential("jwt-secret", { purpose: "signs the app's tokens", bytes: 48 });
 * ```
 */
export class Credential extends pulumi.CustomResource {
  declare readonly purpose: pulumi.Output<string>;
  declare readonly phase: pulumi.Output<"steady" | "pending" | "published">;
  /** The slot of the value in use. */
  declare readonly slot: pulumi.Output<"a" | "b">;
  /** Generation of the value in use. */
  declare readonly generation: pulumi.Output<number>;
  /** Secret. The value in use. */
  declare readonly value: pulumi.Output<string>;
  /**
   * Secret. The other accepted value: the next one while it is pending, the previous one once that
   * is published. Otherwise empty.
   */
  declare readonly other: pulumi.Output<string>;
  /** Secret. The value in slot `a`, accepted or not. */
  declare readonly valueA: pulumi.Output<string>;
  /** Secret. */
  declare readonly valueB: pulumi.Output<string>;
  declare readonly generationA: pulumi.Output<number>;
  declare readonly generationB: pulumi.Output<number>;
  /** ISO 8601: when the value in use was created. */
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
   * Changes whenever the slot's counterpart at its vendor must be replaced: `b-2` while accepted,
   * `b-2-spare` otherwise.
   */
  label(slot: "a" | "b"): pulumi.Output<string> {
    const generation = slot === "a" ? this.generationA : this.generationB;
    return pulumi
      .all([generation, this.accepts(slot)])
      .apply(([number, accepted]) => `${slot}-${number}${accepted ? "" : "-spare"}`);
  }
}
