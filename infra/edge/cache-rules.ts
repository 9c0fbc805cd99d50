import type { types } from "@pulumi/cloudflare";
import type { EdgeCache } from "@seaworthy/platform/modules/edge";
import { allOf } from "./expressions.ts";
import type { EdgeOfModule } from "./modules.ts";

/**
 * Without these a request says nothing about who sent it, so everybody may get the same answer.
 * Cloudflare gives header names in the case in which they were sent; the keys of
 * `http.request.headers` alone are in lower case.
 */
const anonymous =
  'len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})';

/**
 * Only anonymous answers are kept at the edge; browsers ask again each time, so a purge takes
 * effect for everybody.
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
