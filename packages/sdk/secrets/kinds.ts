import type { z } from "zod";
import type { ManifestArgs } from "../manifest/build.ts";
import type { rotatorSchema } from "../manifest/secret.ts";

/** What the manifest says about how a secret is rotated. */
export type Rotator = ManifestArgs["secrets"][number]["rotator"];
type Plain = z.input<typeof rotatorSchema>;
type RotatorOf<Kind extends Plain["kind"]> = Omit<Extract<Plain, { kind: Kind }>, "kind">;

/**
 * Who makes the values of a secret, and how a rotation tries one. `Parts` is what a stack's program
 * knows its resources by.
 */
export interface SecretKind<Parts, Provided extends boolean = boolean> {
  /** Whether only a person can make a value. */
  readonly provided: Provided;
  /** Size of the random values that the stack makes. */
  readonly bytes?: number;
  readonly rotator: (parts: Parts) => Rotator;
}

interface Made {
  /** Random bytes of each value, in base64url. 32 are 256 bits. */
  readonly bytes: number;
}

/**
 * A key that the Worker makes or accepts things with. The stack makes it; the Worker proves that it
 * holds it.
 */
export const workerKey = ({
  bytes,
  ...rotator
}: Made & RotatorOf<"worker-key">): SecretKind<unknown, false> => ({
  provided: false,
  bytes,
  rotator: () => ({ kind: "worker-key", ...rotator }),
});

/** A token that opens the operator's routes of the app. */
export const bearerToken = ({ bytes }: Made): SecretKind<unknown, false> => ({
  provided: false,
  bytes,
  rotator: () => ({ kind: "bearer-token" }),
});

/**
 * Two identities at a service, used in turn: two logins, two users, two keys that the vendor's API
 * makes. `rotator` says which resources they are.
 */
export const twoIdentities = <Parts>({
  bytes,
  rotator,
}: Made & { readonly rotator: (parts: Parts) => Rotator }): SecretKind<Parts, false> => ({
  provided: false,
  bytes,
  rotator,
});

/**
 * A key that only a person can make, at a vendor. A rotation tries it by a harmless call of the
 * vendor's API before any Worker uses it.
 */
export const vendorKey = (rotator: RotatorOf<"vendor-key">): SecretKind<unknown, true> => ({
  provided: true,
  rotator: () => ({ kind: "vendor-key", ...rotator }),
});

/**
 * A key that only a person can make and that no API can try, such as the one that a vendor signs
 * its webhooks with. The Worker proves that it holds it.
 */
export const sharedKey = (rotator: RotatorOf<"shared-key">): SecretKind<unknown, true> => ({
  provided: true,
  rotator: () => ({ kind: "shared-key", ...rotator }),
});
