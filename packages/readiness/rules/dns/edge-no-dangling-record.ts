import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { targetOf } from "../helpers/edge/dns.ts";
import { type Finding, inProduction, notKnown, type Rule, violation } from "../rule.ts";

/** Addresses not reachable from the internet; 100:: and 192.0.2.0/24 stand for no origin. */
const privateAddress =
  /^(10\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|0\.)|^(f[cd]|fe[89ab]|::1$)/i;

export const edgeNoDanglingRecord: Rule = {
  id: "edge-no-dangling-record",
  area: "edge",
  title: "No DNS record points to a target that does not exist",
  why: "Anyone who registers the name that a forgotten CNAME points to can serve pages and set cookies under your domain.",
  fix: "Remove the record, or declare its target in this program.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("www", { zoneId, name: "www.example.com", type: "CNAME", content: pages.subdomain, proxied: true, ttl: 1 });',
  },
  source: "https://developers.cloudflare.com/security-center/security-insights/",
  severity: inProduction,
  rank: "high",
  scope: "stack",
  subjects: ["dnsRecord"],
  judge: (resources) =>
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
      return type === "CNAME" && isGone(target, record, resources)
        ? [violation(`Nothing in this program is at ${target}.`, record)]
        : [];
    }),
};

/**
 * Cloudflare's own names can be claimed by anyone; only for those can the program tell that the
 * target is gone.
 */
function isGone(
  target: string,
  { propertyDependencies }: PlannedResource,
  resources: readonly PlannedResource[],
): boolean {
  const [, name, service] =
    /^(?:[^.]+\.)*?([^.]+)\.(pages\.dev|[^.]+\.workers\.dev)$/.exec(target) ?? [];
  if (name === undefined || service === undefined) return false;
  if ((propertyDependencies?.content ?? []).length > 0) return false;
  const owners = service === "pages.dev" ? ["pagesProject"] : ["worker", "workersScript"];
  return !owners.some((kind) =>
    ofType(resources, kind as "worker").some(
      ({ props }) =>
        isUnknown(props.name) || String(props.name ?? props.scriptName).toLowerCase() === name,
    ),
  );
}
