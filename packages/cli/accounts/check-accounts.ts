import type { Environment } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { cloudflareWith, sentryWith } from "../vendor-clients.ts";
import { checkCloudflare } from "./cloudflare.ts";
import { type Finding, failed } from "./finding.ts";
import { checkSentry, checkSupabase, checkUpstash } from "./others.ts";
import type { StackAccounts } from "./stack-accounts.ts";

/**
 * Checks all vendors concurrently with read-only calls. A vendor whose token is not in the
 * environment is skipped: its token may be encrypted in the stack file.
 */
export async function checkAccounts(
  accounts: StackAccounts,
  environment: Environment,
): Promise<Finding[]> {
  const { CLOUDFLARE_API_TOKEN, SUPABASE_ACCESS_TOKEN, SENTRY_AUTH_TOKEN } = environment;
  const backend = createBackend({}, environment);
  const looks: Record<string, (() => Promise<Finding[]>) | undefined> = {
    Cloudflare:
      CLOUDFLARE_API_TOKEN === undefined
        ? undefined
        : () =>
            checkCloudflare(cloudflareWith(environment, CLOUDFLARE_API_TOKEN), accounts.cloudflare),
    Supabase:
      SUPABASE_ACCESS_TOKEN === undefined
        ? undefined
        : () => checkSupabase(backend.supabase(), accounts.supabase),
    Sentry:
      SENTRY_AUTH_TOKEN === undefined
        ? undefined
        : () => checkSentry(sentryWith(environment, SENTRY_AUTH_TOKEN), accounts.sentry),
    Upstash:
      environment.UPSTASH_EMAIL && environment.UPSTASH_API_KEY
        ? () => checkUpstash(backend.upstash())
        : undefined,
  };
  const findings = await Promise.all(
    Object.entries(looks).map(([vendor, look]) => look?.().catch(unreachable(vendor)) ?? []),
  );
  return findings.flat();
}

/** An unreachable vendor does not hide the other vendors' findings. */
const unreachable = (vendor: string) => (thrown: unknown) => {
  if (!(thrown instanceof SeaworthyError)) throw thrown;
  return [failed(vendor, "could not be asked", messageOf(thrown))];
};
