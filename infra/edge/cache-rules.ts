import type { types } from "@pulumi/cloudflare";
import { allOf } from "./expressions.ts";

/**
 * Without these a request says nothing about who sent it, so everybody may get the same answer.
 * Cloudflare gives header names in the case in which they were sent; the keys of
 * `http.request.headers` alone are in lower case.
 */
const anonymous =
  'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})';

/**
 * Only the anonymous feed is kept at the edge; browsers ask again each time, so a purge takes
 * effect for everybody.
 */
export function cacheRules(feedCacheSeconds: number): types.input.RulesetRule[] {
  return [
    {
      ref: "feed",
      description: "Keep the anonymous feed",
      expression: allOf(
        'http.request.method eq "GET"',
        'http.request.uri.path eq "/rest/feed"',
        anonymous,
      ),
      enabled: true,
      action: "set_cache_settings",
      actionParameters: {
        cache: true,
        edgeTtl: { mode: "override_origin", default: feedCacheSeconds },
        browserTtl: { mode: "bypass" },
      },
    },
  ];
}
