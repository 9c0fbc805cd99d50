import type { Visit } from "./http/request.ts";
import { errorReply, type Reply } from "./http/response.ts";
import type { PlanOptions } from "./pipeline-options.ts";
import { challengeReply } from "./rules/challenge.ts";
import { createConfigRules, type RequestSettings } from "./rules/config-rules.ts";
import { createFirewall } from "./rules/firewall.ts";
import { createHeaderChanges } from "./rules/header-rules.ts";
import { createOriginRules } from "./rules/origin-rules.ts";
import { createRateLimits } from "./rules/rate-limits.ts";
import { createRedirects } from "./rules/redirect-rules.ts";
import { ruleRequest } from "./rules/rule-request.ts";
import { createUrlRewrites } from "./rules/url-rewrites.ts";
import type { Screened } from "./screened.ts";
import type { EdgeState } from "./state.ts";
import type { ZoneBehaviour } from "./zone/zone-settings.ts";

const noSettings: RequestSettings = {};

/**
 * The phases before the cache, in Cloudflare's order
 * (https://developers.cloudflare.com/ruleset-engine/reference/phases-list/): each sees what those
 * before it made of the request. `http_request_firewall_managed` is not among them: what
 * Cloudflare's managed rulesets look for is not public.
 */
export function createScreen(
  { rulesets, zoneName }: EdgeState,
  zone: ZoneBehaviour,
  options: PlanOptions,
): (visit: Visit) => Screened {
  const redirects = createRedirects(rulesets.http_request_dynamic_redirect);
  const rewrites = createUrlRewrites(rulesets.http_request_transform);
  const configure = createConfigRules(rulesets.http_config_settings);
  const originHost = createOriginRules(rulesets.http_request_origin);
  const firewall = createFirewall(rulesets.http_request_firewall_custom, options.log);
  const limits = createRateLimits(
    rulesets.http_ratelimit,
    options.counters,
    options.now,
    options.log,
  );
  const requestHeaders = createHeaderChanges(rulesets.http_request_late_transform);
  return (asked) => {
    const early = checkHost(zoneName, asked) ?? zone.redirect(asked);
    if (early) return { visit: asked, settings: noSettings, refusal: early };
    const first = ruleRequest(asked, options.now());
    const redirect = redirects(first);
    if (redirect) return { visit: asked, settings: noSettings, request: first, refusal: redirect };
    const rewritten = rewrites(asked, first);
    const request = rewritten ? ruleRequest(rewritten, options.now(), asked.path) : first;
    const settings = configure(request);
    const hostHeader = originHost(request);
    const visit =
      hostHeader === undefined ? (rewritten ?? asked) : { ...(rewritten ?? asked), hostHeader };
    const { block, skippedPhases, skippedProducts } = firewall(visit, request);
    if (block) return { visit, settings, request, refusal: block };
    if (zone.underAttack(settings) && !skippedProducts.has("securityLevel"))
      return { visit, settings, request, refusal: challengeReply(visit) };
    const limited = skippedPhases.has("http_ratelimit") ? undefined : limits;
    const refusal = limited?.admit(visit, request);
    if (refusal) return { visit, settings, request, refusal };
    const rawHeaders = requestHeaders?.([...visit.rawHeaders], request);
    if (!rawHeaders) return { visit, settings, request, limits: limited };
    const changed = { ...visit, rawHeaders };
    return {
      visit: changed,
      settings,
      request: ruleRequest(changed, options.now(), asked.path),
      limits: limited,
    };
  };
}

function checkHost(zoneName: string, visit: Visit): Reply | undefined {
  if (visit.hostname === zoneName || visit.hostname.endsWith(`.${zoneName}`)) return undefined;
  const isAddress = /^[\d.]+$|^\[/.test(visit.hostname);
  return errorReply(isAddress ? "directAddress" : "unknownHost", visit);
}
