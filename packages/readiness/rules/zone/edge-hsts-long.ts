import { z } from "zod";
import { isObject } from "../../plan/value.ts";
import { type Known, type Verdict, zoneSetting } from "../helpers/checks.ts";
import { configurable, positive, productionOnly } from "../rule.ts";

export const edgeHstsLong = configurable({
  id: "edge-hsts-long",
  area: "edge",
  title: "Browsers remember for a year to stay on HTTPS, for all subdomains",
  why: "A short time runs out between two visits; a subdomain left out can set cookies for all of them over plain HTTP. Browsers' preload lists ask for both.",
  fix: "Set seaworthy:edge.hsts to a year or more, with includeSubdomains and preload.",
  example: {
    language: "yaml",
    code: "seaworthy:edge:\n  hsts:\n    maxAgeSeconds: 31536000\n    includeSubdomains: true\n    preload: true",
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: productionOnly,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  configuration: z.object({
    leastSeconds: positive(31_536_000, "Shortest time that browsers are told to remember"),
  }),
  judge: (resources, { leastSeconds }) =>
    zoneSetting("security_header", (value) => wrong(value, leastSeconds))(resources),
});

function wrong(value: Known, leastSeconds: number): Verdict {
  const hsts = isObject(value) ? value.strict_transport_security : undefined;
  if (!isObject(hsts)) return "HSTS is off.";
  if (!(Number(hsts.max_age) >= leastSeconds))
    return `Browsers remember HTTPS for ${String(hsts.max_age)} seconds; ${leastSeconds} are asked for.`;
  return hsts.include_subdomains === true && hsts.preload === true
    ? undefined
    : "HSTS leaves out subdomains, or may not be preloaded.";
}
