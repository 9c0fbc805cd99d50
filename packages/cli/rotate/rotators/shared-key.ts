import type { ManifestSecret } from "@seaworthy/sdk/manifest/secret";
import type { Rotator } from "./rotator.ts";
import { personsPart } from "./vendor-key.ts";
import { workerKey } from "./worker-key.ts";

/**
 * A key created by an operator at a vendor that cannot check it, such as a webhook signing key: the
 * Worker proves that it has the key, and accepts both during the rotation.
 */
export const sharedKey = (
  name: string,
  declared: Extract<ManifestSecret["rotator"], { kind: "shared-key" }>,
): Rotator => ({ ...workerKey(name), gap: declared.gap, person: personsPart(declared) });
