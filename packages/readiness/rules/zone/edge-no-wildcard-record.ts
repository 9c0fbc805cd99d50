import { property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const edgeNoWildcardRecord: Rule = {
  id: "edge-no-wildcard-record",
  area: "edge",
  title: "No DNS record stands for every name",
  why: "A wildcard answers for names that nobody made, so a forgotten one can be used for phishing under the own domain.",
  fix: "Name each host in a record of its own.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("api", { zoneId, name: "api.example.com", type: "AAAA", content: "100::", proxied: true, ttl: 1 });',
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["dnsRecord"],
  judge: property("dnsRecord", "name", (name) =>
    String(name).startsWith("*") ? `The record ${String(name)} stands for every name.` : undefined,
  ),
};
