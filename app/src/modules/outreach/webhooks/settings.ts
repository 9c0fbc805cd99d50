import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { configurationOf, secretOf } from "@seaworthy/platform/modules/own";
import { type ResolveHost, resolverAt } from "@seaworthy/platform/webhooks-out/resolve-host";
import type { TargetRules } from "@seaworthy/platform/webhooks-out/target";
import { outreach } from "../module.ts";

export interface WebhookSettings {
  readonly rules: TargetRules;
  readonly resolve: ResolveHost;
  readonly timeoutMs: number;
  /** Encryption keys of the endpoints' secrets. */
  readonly keys: readonly string[];
}

export function webhookSettings(bindings: Bindings): WebhookSettings {
  const { webhooks } = configurationOf(outreach, bindings);
  const { PUBLIC_URL, ENVIRONMENT } = bindings;
  return {
    rules: {
      loopback: webhooks.loopback && ENVIRONMENT === "local",
      ...(PUBLIC_URL === undefined ? {} : { ownHost: new URL(PUBLIC_URL).hostname }),
    },
    resolve: resolverAt(webhooks.resolver),
    timeoutMs: webhooks.timeoutSeconds * 1_000,
    keys: secretOf(outreach, bindings, "WEBHOOK_ENDPOINT_KEY"),
  };
}
