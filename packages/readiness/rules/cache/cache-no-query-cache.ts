import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const cacheNoQueryCache: Rule = {
  id: "cache-no-query-cache",
  area: "cache",
  title: "Hyperdrive does not cache queries under row-level security",
  why: "Its cache knows the text of a query, not who asks: rows that one person may see are served to the next one.",
  fix: "Set caching.disabled to true on the Hyperdrive.",
  example: { language: "typescript", code: "caching: { disabled: true }" },
  source: "https://developers.cloudflare.com/api/terraform/resources/hyperdrive",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["hyperdrive"],
  judge: property("hyperdrive", "caching.disabled", (disabled) =>
    disabled === true ? undefined : "Hyperdrive caches the answers of queries.",
  ),
  remediate: ({ props }) => ({ ...props, caching: { disabled: true } }),
};
