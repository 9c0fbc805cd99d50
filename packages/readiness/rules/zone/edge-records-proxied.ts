import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRecordsProxied: Rule = {
  id: "edge-records-proxied",
  area: "edge",
  title: "A name that people visit is proxied by Cloudflare",
  why: "A record that is not proxied tells the origin's address, and whoever knows it goes past every rule of the zone.",
  fix: "Set proxied to true on A, AAAA and CNAME records that serve HTTP.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("api", { zoneId, name: "api", type: "AAAA", content: "100::", proxied: true, ttl: 1 });',
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["dnsRecord"],
  judge: (resources) =>
    ofType(resources, "dnsRecord").flatMap((record) => {
      const { type, proxied } = record.props;
      if (isUnknown(type) || isUnknown(proxied)) return [notKnown("type and proxied", record)];
      const open = ["A", "AAAA", "CNAME"].includes(String(type)) && proxied !== true;
      return open ? [violation(`The ${String(type)} record is not proxied.`, record)] : [];
    }),
};
