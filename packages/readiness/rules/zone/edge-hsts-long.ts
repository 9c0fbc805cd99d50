import { z } from "zod";
import { isObject } from "../../plan/value.ts";
import { type Known, type Verdict, zoneSetting } from "../helpers/checks.ts";
import { configurable, positive, productionOnly } from "../rule.ts";

export const edgeHstsLong = configurable({
  id: "edge-hsts-long",
  area: "edge",
  title: "HSTS lasts at least a year and includes all subdomains",
  why: "A short time expires between two visits, and an excluded subdomain can set cookies for all of them over plain HTTP. Preloading is optional and hard to undo; with it, the requirements of the preload list apply.",
  fix: "Set seaworthy:edge.hsts.maxAgeSeconds to a year or more, and includeSubdomains to true unless the rule's setting excludes subdomains.",
  example: {
    language: "yaml",
    code: "seaworthy:edge:\n  hsts:\n    maxAgeSeconds: 31536000\n    includeSubdomains: true",
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: productionOnly,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  configuration: z.object({
    leastSeconds: positive(31_536_000, "Minimum max-age"),
    subdomains: z.boolean().default(true).describe("Whether subdomains must be included"),
  }),
  judge: (resources, settings) =>
    zoneSetting("security_header", (value) => wrong(value, settings))(resources),
});

/** https://hstspreload.org requires a year and all subdomains. */
const preloadSeconds = 31_536_000;

function wrong(
  value: Known,
  { leastSeconds, subdomains }: { leastSeconds: number; subdomains: boolean },
): Verdict {
  const hsts = isObject(value) ? value.strict_transport_security : undefined;
  if (!isObject(hsts)) return "HSTS is off.";
  const seconds = Number(hsts.max_age);
  if (!(seconds >= leastSeconds))
    return `The HSTS max-age is ${String(hsts.max_age)} seconds; the minimum is ${leastSeconds}.`;
  if (hsts.preload === true && !(hsts.include_subdomains === true && seconds >= preloadSeconds))
    return "HSTS has preload without a year's max-age and all subdomains.";
  return subdomains && hsts.include_subdomains !== true ? "HSTS excludes subdomains." : undefined;
}
