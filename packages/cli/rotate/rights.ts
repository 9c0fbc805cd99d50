import type { Environment } from "@seaworthy/core/environment";
import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { sentryClient } from "../vendor-clients.ts";
import type { StackState } from "./stack/stack-state.ts";

/**
 * Checks that the environment's tokens can read what a rotation will change, at every vendor,
 * before any change. Throws CONFIG_INVALID for a missing token and VENDOR_UNAUTHORIZED for a
 * rejected one.
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
