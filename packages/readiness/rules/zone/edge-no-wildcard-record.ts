import type { PlannedValue } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const edgeNoWildcardRecord: Rule = {
  id: "edge-no-wildcard-record",
  area: "edge",
  title: "No DNS record is a wildcard",
  why: "A wildcard resolves names that nobody created, which can be used for phishing under your domain.",
  fix: "Declare a separate record for each host.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("api", { zoneId, name: "api.example.com", type: "AAAA", content: "100::", proxied: true, ttl: 1 });',
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["dnsRecord"],
  judge: property("dnsRecord", "name", (name, { props }) =>
    String(name).startsWith("*") && !isText(props.type)
      ? `The record ${String(name)} is a wildcard.`
      : undefined,
  ),
};

/** Makes no name reachable: `*._domainkey` with an empty key says that a domain sends no mail. */
const isText = (type: PlannedValue): boolean => type === "TXT" || type === "CAA";
