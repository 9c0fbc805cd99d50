import * as pulumi from "@pulumi/pulumi";
import { credentialShape } from "@seaworthy/plugins/seaworthy/shapes/credential";
import { type ArgsOf, resourceClass } from "./resource.ts";

export type CredentialArgs = ArgsOf<typeof credentialShape>;

/**
 * A secret with two slots, which rotations fill in turn: during a rotation two values are accepted,
 * otherwise one.
 *
 * ```ts
 * const jwtSecret = new Credential("jwt-secret", { purpose: "signs the app's tokens", bytes: 48 });
 * ```
 */
export class Credential extends resourceClass("seaworthy:index:Credential", credentialShape) {
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
