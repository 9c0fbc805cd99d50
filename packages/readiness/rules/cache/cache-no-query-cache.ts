import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const cacheNoQueryCache: Rule = {
  id: "cache-no-query-cache",
  area: "cache",
  title: "Hyperdrive does not cache queries that depend on row-level security",
  why: "Its cache key is the query text, not the user: rows that only one user may see are served to the next.",
  fix: "Set caching.disabled to true on the HyperdriveConfig.",
  example: { language: "typescript", code: "caching: { disabled: true }" },
  source: "https://developers.cloudflare.com/api/terraform/resources/hyperdrive",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["hyperdrive"],
  judge: property("hyperdrive", "caching.disabled", (disabled) =>
    disabled === true ? undefined : "Hyperdrive caches query results.",
  ),
  remediate: ({ props }) => ({ ...props, caching: { disabled: true } }),
};
