import type { z } from "zod";
import type { ManifestArgs } from "../manifest/build.ts";
import type { rotatorSchema } from "../manifest/secret.ts";

/** How a secret is rotated, as in the manifest. */
export type Rotator = ManifestArgs["secrets"][number]["rotator"];
type Plain = z.input<typeof rotatorSchema>;
type RotatorOf<Kind extends Plain["kind"]> = Omit<Extract<Plain, { kind: Kind }>, "kind">;

/**
 * Where a secret's values come from, and how a rotation tests one. `Parts` is the stack program's
 * handle on its resources.
 */
export interface SecretKind<Parts, Provided extends boolean = boolean> {
  /** Whether only an operator can supply a value. */
  readonly provided: Provided;
  /** Size of the random values that the stack generates. */
  readonly bytes?: number;
  readonly rotator: (parts: Parts) => Rotator;
}

interface Made {
  /** Random bytes of each value, encoded in base64url. 32 are 256 bits. */
  readonly bytes: number;
}

/**
 * A key with which the Worker issues or accepts things. The stack generates it; the Worker proves
 * that it has it.
 */
export const workerKey = ({
  bytes,
  ...rotator
}: Made & RotatorOf<"worker-key">): SecretKind<unknown, false> => ({
  provided: false,
  bytes,
  rotator: () => ({ kind: "worker-key", ...rotator }),
});

/** A token that gives access to the app's operator routes. */
export const bearerToken = ({ bytes }: Made): SecretKind<unknown, false> => ({
  provided: false,
  bytes,
  rotator: () => ({ kind: "bearer-token" }),
});

/**
 * Two identities at a service, used in turn: two logins, two users, or two keys created by the
 * vendor's API. `rotator` names their resources.
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
 * An operator-supplied key for a vendor. A rotation tests it with a harmless API call before any
 * Worker uses it.
 */
export const vendorKey = (rotator: RotatorOf<"vendor-key">): SecretKind<unknown, true> => ({
  provided: true,
  rotator: () => ({ kind: "vendor-key", ...rotator }),
});

/**
 * An operator-supplied key that no API can test, such as the one with which a vendor signs its
 * webhooks. The Worker proves that it has it.
 */
export const sharedKey = (rotator: RotatorOf<"shared-key">): SecretKind<unknown, true> => ({
  provided: true,
  rotator: () => ({ kind: "shared-key", ...rotator }),
});
