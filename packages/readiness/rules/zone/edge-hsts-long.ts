import { z } from "zod";
import { isObject } from "../../plan/value.ts";
import { type Known, type Verdict, zoneSetting } from "../helpers/checks.ts";
import { configurable, positive, productionOnly } from "../rule.ts";

export const edgeHstsLong = configurable({
  id: "edge-hsts-long",
  area: "edge",
  title: "Browsers remember for a year to stay on HTTPS, for all subdomains",
  why: "A short time runs out between two visits; a subdomain left out can set cookies for all of them over plain HTTP. Whether browsers ship with the domain (preload) is a choice that is hard to take back; who takes it has to keep what the list asks for.",
  fix: "Set seaworthy:edge.hsts.maxAgeSeconds to a year or more, and includeSubdomains to true unless the rule's setting says that subdomains stay out.",
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
    leastSeconds: positive(31_536_000, "Shortest time that browsers are told to remember"),
    subdomains: z.boolean().default(true).describe("Whether subdomains have to be included"),
  }),
  judge: (resources, settings) =>
    zoneSetting("security_header", (value) => wrong(value, settings))(resources),
});

/** https://hstspreload.org asks for a year and all subdomains. */
const preloadSeconds = 31_536_000;

function wrong(
  value: Known,
  { leastSeconds, subdomains }: { leastSeconds: number; subdomains: boolean },
): Verdict {
  const hsts = isObject(value) ? value.strict_transport_security : undefined;
  if (!isObject(hsts)) return "HSTS is off.";
  const seconds = Number(hsts.max_age);
  if (!(seconds >= leastSeconds))
    return `Browsers remember HTTPS for ${String(hsts.max_age)} seconds; ${leastSeconds} are asked for.`;
  if (hsts.preload === true && !(hsts.include_subdomains === true && seconds >= preloadSeconds))
    return "HSTS asks to be preloaded, without all subdomains for a year.";
  return subdomains && hsts.include_subdomains !== true ? "HSTS leaves out subdomains." : undefined;
}
