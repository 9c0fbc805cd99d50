import { createCachePhase } from "./cache/cache-phase.ts";
import { compose, type Pipeline } from "./compose.ts";
import { createCompression } from "./compression/compression.ts";
import { bodyLimit } from "./http/body-limit.ts";
import type { PipelineOptions } from "./pipeline-options.ts";
import { createBulkRedirects } from "./rules/bulk-redirects.ts";
import { createConfigRules } from "./rules/config-rules.ts";
import { createFirewall } from "./rules/firewall.ts";
import { createRequestHeaderRules, createResponseHeaderRules } from "./rules/header-rules.ts";
import { createOriginRules } from "./rules/origin-rules.ts";
import { createRateLimits } from "./rules/rate-limits.ts";
import { createRedirects } from "./rules/redirect-rules.ts";
import { createUrlRewrites } from "./rules/url-rewrites.ts";
import type { EdgeState } from "./state.ts";
import { createWorkerCall } from "./workers/ask-worker.ts";
import { createRouteTable } from "./workers/route-table.ts";
import { createRoutes } from "./workers/routes.ts";
import { createHttpsLinks } from "./zone/https-links.ts";
import { createHttpsRedirect } from "./zone/https-redirect.ts";
import { createSecurityHeader } from "./zone/security-header.ts";
import { createUnderAttack } from "./zone/under-attack.ts";
import { createUrlNormalization } from "./zone/url-normalization.ts";
import { requireZoneHost } from "./zone/zone-host.ts";

/**
 * The pipeline of a request through the zone, from top to bottom, and of its response back up: the
 * phases in Cloudflare's order
 * (https://developers.cloudflare.com/ruleset-engine/reference/phases-list/), each of which sees the
 * changes of the previous ones. `http_request_firewall_managed` is missing: what Cloudflare's
 * managed rulesets look for is not public.
 */
export function compilePipeline(state: EdgeState, options: PipelineOptions): Pipeline {
  const { rulesets } = state;
  const limits = createRateLimits(rulesets.http_ratelimit, {
    counters: options.counters,
    now: options.now,
    log: options.ruleLog,
  });
  return compose(
    [
      createCompression(state),
      createSecurityHeader(state),
      createHttpsLinks(state, options),
      requireZoneHost(state.zoneName),
      createUrlNormalization(state),
      createHttpsRedirect(state, options),
      createResponseHeaderRules(rulesets.http_response_headers_transform),
      createRedirects(rulesets.http_request_dynamic_redirect),
      createUrlRewrites(rulesets.http_request_transform),
      createConfigRules(rulesets.http_config_settings),
      createOriginRules(rulesets.http_request_origin),
      createFirewall(rulesets.http_request_firewall_custom, options.ruleLog),
      createUnderAttack(state),
      limits?.ofRequests,
      createBulkRedirects(rulesets.http_request_redirect),
      createRequestHeaderRules(rulesets.http_request_late_transform),
      createRoutes(createRouteTable(state.routes, state.domains), options.deployed),
      bodyLimit,
      createCachePhase(state, options),
      limits?.ofOrigin,
    ],
    createWorkerCall(options.log, options.webSockets),
  );
}
