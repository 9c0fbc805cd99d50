import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import type { ManifestSecret } from "@seaworthy/sdk/manifest/secret";
import { secretNamed } from "../../stack/manifest.ts";
import { bearerToken } from "./bearer-token.ts";
import { databaseLogin } from "./database-login.ts";
import { redisUser } from "./redis-user.ts";
import type { Rotator } from "./rotator.ts";
import { sentryKey } from "./sentry-key.ts";
import { sharedKey } from "./shared-key.ts";
import { supabaseApiKey } from "./supabase-api-key.ts";
import { vendorKey } from "./vendor-key.ts";
import { workerKey } from "./worker-key.ts";

/** The rotator of a stack's secret. Throws USAGE for a secret the stack does not have. */
export const rotatorOf = (manifest: Manifest, name: string): Rotator =>
  rotatorFor(secretNamed(manifest, name));

/** The manifest contains the secret's kind. */
export function rotatorFor(secret: ManifestSecret): Rotator {
  const { name, rotator } = secret;
  switch (rotator.kind) {
    case "worker-key":
      return workerKey(name, rotator.move);
    case "bearer-token":
      return bearerToken(name);
    case "database-login":
      return databaseLogin(name, rotator);
    case "redis-user":
      return redisUser(name, rotator);
    case "sentry-key":
      return sentryKey(name, rotator.keys);
    case "supabase-api-key":
      return supabaseApiKey(name, rotator);
    case "vendor-key":
      return vendorKey(secret, rotator);
    case "shared-key":
      return sharedKey(name, rotator);
  }
}

/**
 * Whether a new value can be tried before it is published. A key that the Worker only presents is
 * in no version until then; the smoke test of that version proves it.
 */
export const isTriedBeforePublish = (manifest: Manifest, name: string): boolean => {
  const secret = secretNamed(manifest, name);
  return rotatorFor(secret).acceptedBy === "vendor" || secret.acceptsBoth;
};

/** Whether its values are operator-supplied. */
export const isProvided = (manifest: Manifest, name: string): boolean =>
  rotatorOf(manifest, name).person !== undefined;
