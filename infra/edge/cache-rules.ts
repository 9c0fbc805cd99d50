import type { types } from "@pulumi/cloudflare";
import type { EdgeCache } from "@seaworthy/platform/modules/edge";
import type { EdgeOfModule } from "@seaworthy/stack/edge/modules";
import { allOf } from "./expressions.ts";

/**
 * Without these headers a request is anonymous, so all users may get the same response. Cloudflare
 * keeps header names' case as sent; only the keys of `http.request.headers` are lower case.
 */
const anonymous =
  'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})';

/**
 * The edge caches only anonymous responses; browsers revalidate each time, so a purge takes effect
 * for everyone.
 */
export function cacheRules(modules: readonly EdgeOfModule[]): types.input.RulesetRule[] {
  return modules.flatMap(({ module, edge }) =>
    (edge.cache ?? []).map((entry) => cacheRule(`${module}-${entry.name}`, entry)),
  );
}

function cacheRule(ref: string, { path, seconds }: EdgeCache): types.input.RulesetRule {
  return {
    ref,
    description: `Cache anonymous responses of ${path}`,
    expression: allOf(
      'http.request.method eq "GET"',
      `http.request.uri.path eq ${JSON.stringify(path)}`,
      anonymous,
    ),
    enabled: true,
    action: "set_cache_settings",
    actionParameters: {
      cache: true,
      edgeTtl: { mode: "override_origin", default: seconds },
      browserTtl: { mode: "bypass" },
    },
  };
}
