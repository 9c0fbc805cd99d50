import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import type { CloudFile } from "@seaworthy/local/cloud-file";
import { localAccountEmail } from "@seaworthy/local/kernel/tokens";
import { vendorUrls } from "@seaworthy/local/kernel/vendor";
import { localStack } from "../project.ts";
import { localStackFile, readLocalPassphrase } from "./local-passphrase.ts";

/**
 * Encrypts the local stack's secrets, and is not secret itself: what it protects is worthless
 * outside this machine, and other users cannot read the state's folder. It is fixed because
 * Pulumi.local.yaml contains the matching salt; a rotation stores another one with the stack, and
 * its salt in a copy of the file.
 */
const localPassphrase = "seaworthy-local";

/**
 * Makes plain `pulumi` commands act on the local stack: its own home, backend, passphrase, and the
 * local cloud's APIs.
 */
export function localEnvironment(cloud: CloudFile | undefined): Environment {
  mkdirSync(findProject().pulumiState, { recursive: true, mode: 0o700 });
  const rotated = readLocalPassphrase();
  return {
    NODE_COMPILE_CACHE: join(findProject().pulumiHome, "compile-cache"),
    PULUMI_HOME: findProject().pulumiHome,
    PULUMI_BACKEND_URL: stateUrl(),
    PULUMI_CONFIG_PASSPHRASE: rotated?.passphrase ?? localPassphrase,
    ...(rotated
      ? { PULUMI_OPTION_CONFIG_FILE: localStackFile(findProject().stackFile(localStack)) }
      : {}),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...(cloud ? vendorEnvironment(cloud) : {}),
  };
}

/**
 * The file backend writes each object by a rename, but its attributes into a second file in place:
 * an engine killed at that point leaves an empty `.attrs`, and every later command fails with
 * "failed to load checkpoint: EOF". Nothing reads them, so they are disabled.
 */
function stateUrl(): string {
  return `${pathToFileURL(findProject().pulumiState).href}?metadata=skip`;
}

function vendorEnvironment(cloud: CloudFile): Environment {
  const urls = vendorUrls(cloud.controlUrl);
  return {
    SEAWORTHY_APP_URL: cloud.appUrl,
    SEAWORTHY_MAIL_PORT: String(cloud.mailPort),
    CLOUDFLARE_BASE_URL: urls.cloudflare,
    CLOUDFLARE_API_TOKEN: cloud.tokens.cloudflare,
    SUPABASE_API_ENDPOINT: urls.supabase,
    SUPABASE_ACCESS_TOKEN: cloud.tokens.supabase,
    SENTRY_BASE_URL: urls.sentry,
    SENTRY_AUTH_TOKEN: cloud.tokens.sentry,
    UPSTASH_API_URL: urls.upstash,
    UPSTASH_EMAIL: localAccountEmail,
    UPSTASH_API_KEY: cloud.tokens.upstash,
  };
}
