import { z } from "zod";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { targetOf } from "../helpers/edge/dns.ts";
import { hostedName, isHeld } from "../helpers/edge/hosted-names.ts";
import { configurable, type Finding, inProduction, notKnown, violation } from "../rule.ts";

/** Addresses not reachable from the internet; 100:: and 192.0.2.0/24 stand for no origin. */
const privateAddress =
  /^(10\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|0\.)|^(f[cd]|fe[89ab]|::1$)/i;

export const edgeNoDanglingRecord = configurable({
  id: "edge-no-dangling-record",
  area: "edge",
  title: "No DNS record points to a target that does not exist",
  why: "Anyone who registers the name that a forgotten CNAME points to can serve pages and set cookies under your domain.",
  fix: "Remove the record, declare its target in this program, or name it in `held` of the profile if your team holds it elsewhere.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("www", { zoneId, name: "www.example.com", type: "CNAME", content: pages.subdomain, proxied: true, ttl: 1 });',
  },
  source: "https://developers.cloudflare.com/security-center/security-insights/",
  severity: inProduction,
  rank: "high",
  scope: "stack",
  subjects: ["dnsRecord"],
  configuration: z.object({
    held: z
      .array(z.string())
      .default([])
      .describe("host names at hosting services that your team holds outside of this program"),
  }),
  judge: (resources, { held }) =>
    ofType(resources, "dnsRecord").flatMap((record): Finding[] => {
      const { type } = record.props;
      const target = targetOf(record);
      if (isUnknown(type)) return [notKnown("type", record)];
      // Derived from another resource of this program, so the target exists.
      if (typeof target !== "string" || isUnknown(target)) return [];
      if (type === "A" || type === "AAAA")
        return privateAddress.test(target)
          ? [violation("The record points to a private address.", record)]
          : [];
      const at = type === "CNAME" ? danglingTo(target, record, resources, held) : undefined;
      return at === undefined
        ? []
        : [
            violation(
              `Nothing in this program is at ${target}, a name that any customer of ${at} can register.`,
              record,
            ),
          ];
    }),
});

/** Names at hosting services can be claimed by anyone once they are given up. */
function danglingTo(
  target: string,
  { propertyDependencies }: PlannedResource,
  resources: readonly PlannedResource[],
  held: readonly string[],
): string | undefined {
  const { content = [], value = [], data = [] } = propertyDependencies ?? {};
  // Derived from another resource, so the target exists.
  if ([...content, ...value, ...data].length > 0) return undefined;
  const isHeldElsewhere = held.some((host) => host.toLowerCase() === target);
  const hosted = isHeldElsewhere ? undefined : hostedName(target);
  return hosted === undefined || isHeld(hosted, resources) ? undefined : hosted.title;
}
