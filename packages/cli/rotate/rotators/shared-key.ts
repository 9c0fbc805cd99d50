import type { ManifestSecret } from "@seaworthy/sdk/manifest/secret";
import type { Rotator } from "./rotator.ts";
import { personsPart } from "./vendor-key.ts";
import { workerKey } from "./worker-key.ts";

/**
 * A key that a person makes at a vendor which cannot be asked for it, such as the one that it signs
 * its webhooks with: the Worker proves to hold it, and accepts both meanwhile.
 */
export const sharedKey = (
  name: string,
  declared: Extract<ManifestSecret["rotator"], { kind: "shared-key" }>,
): Rotator => ({ ...workerKey(name), gap: declared.gap, person: personsPart(declared) });
