import type * as pulumi from "@pulumi/pulumi";
import type { Config } from "@seaworthy/stack/config/schema";
import type { PhaseRules } from "@seaworthy/stack/edge/edge";
import type { EdgeOfModule } from "@seaworthy/stack/edge/modules";
import { cacheRules } from "./cache-rules.ts";
import { loadTestRule } from "./load-test.ts";
import { managedRules } from "./managed-rules.ts";
import { rateLimitRules } from "./rate-limits.ts";
import { responseHeaderRules } from "./response-headers.ts";
import { wafRules } from "./waf.ts";

/** What the zone does with a request before and after the Worker, in the order of Cloudflare. */
export const rulesets = (
  { rateLimits, loadTest }: Config["edge"],
  modules: readonly EdgeOfModule[],
  /** Signs for the load generator, where the settings allow one. */
  operatorToken: pulumi.Input<string>,
): PhaseRules[] => [
  {
    name: "waf",
    phase: "http_request_firewall_custom",
    title: "Block requests that are never legitimate",
    rules: [...wafRules(), ...(loadTest ? [loadTestRule(operatorToken)] : [])],
  },
  {
    name: "managed",
    phase: "http_request_firewall_managed",
    title: "Cloudflare's managed rules",
    rules: managedRules(),
  },
  {
    name: "rate-limits",
    phase: "http_ratelimit",
    title: "Rate limits",
    rules: rateLimitRules(rateLimits, modules),
  },
  {
    name: "cache",
    phase: "http_request_cache_settings",
    title: "What the edge caches",
    rules: cacheRules(modules),
  },
  {
    name: "headers",
    phase: "http_response_headers_transform",
    title: "Response headers",
    rules: responseHeaderRules(),
  },
];
