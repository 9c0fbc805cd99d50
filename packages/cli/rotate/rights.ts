import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";
import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import type { StackState } from "./stack/stack-state.ts";

/**
 * Whether the tokens of the environment may read what a rotation will change, at every vendor,
 * before anything is changed. Throws CONFIG_INVALID for a missing one and VENDOR_UNAUTHORIZED for
 * one that is refused.
 */
export async function checkRights(state: StackState, environment: Environment): Promise<void> {
  const backend = createBackend({}, environment);
  const { supabase, redis, sentry } = state.manifest;
  await Promise.all([
    backend.supabase().request("GET", `/v1/projects/${supabase.projectRef}/api-keys`),
    ...redis.map(({ id }) => backend.upstash().request("GET", `/v2/redis/database/${id}`)),
    sentryClient(environment).request(
      "GET",
      `/0/projects/${sentry.organization}/${sentry.project}/keys/`,
    ),
  ]);
}

/** Throws CONFIG_INVALID when there is no token. */
export function sentryClient(environment: Environment): VendorClient {
  const token = environment.SENTRY_AUTH_TOKEN;
  if (token === undefined)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Set SENTRY_AUTH_TOKEN: this command reads the project at Sentry. Nothing was changed.",
    );
  const baseUrl = environment.SENTRY_BASE_URL ?? "https://sentry.io/api/";
  return createVendorClient({
    vendor: "Sentry",
    baseUrl,
    headers: { authorization: `Bearer ${token}` },
  });
}
