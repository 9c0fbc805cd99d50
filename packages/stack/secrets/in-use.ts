import * as pulumi from "@pulumi/pulumi";
import type { Credential } from "@seaworthy/sdk/index";

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
