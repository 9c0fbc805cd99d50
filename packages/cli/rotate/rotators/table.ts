import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import type { ManifestSecret } from "@seaworthy/sdk/manifest/secret";
import { secretNamed } from "../../stack/manifest.ts";
import type { Rotator } from "../rotator.ts";
import { bearerToken } from "./bearer-token.ts";
import { databaseLogin } from "./database-login.ts";
import { googleKey } from "./google-key.ts";
import { redisUser } from "./redis-user.ts";
import { sentryKey } from "./sentry-key.ts";
import { stripeKey } from "./stripe-key.ts";
import { stripeWebhookKey } from "./stripe-webhook-key.ts";
import { supabaseApiKey } from "./supabase-api-key.ts";
import { workerKey } from "./worker-key.ts";

/** How a secret of a stack is rotated. Throws USAGE for one that the stack does not have. */
export const rotatorOf = (manifest: Manifest, name: string): Rotator =>
  rotatorFor(secretNamed(manifest, name));

/** The manifest says the kind of a secret. */
export function rotatorFor({ name, rotator }: ManifestSecret): Rotator {
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
    case "stripe-key":
      return stripeKey(name);
    case "stripe-webhook-key":
      return stripeWebhookKey(name);
    case "google-key":
      return googleKey(name);
  }
}

/** Whether only a person can make its values. */
export const isProvided = (manifest: Manifest, name: string): boolean =>
  rotatorOf(manifest, name).person !== undefined;
