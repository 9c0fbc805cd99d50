import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue } from "../../plan/value.ts";
import { nameOfRecord, targetOf } from "../helpers/edge/dns.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRecordsProxied: Rule = {
  id: "edge-records-proxied",
  area: "edge",
  title: "Names that serve HTTP are proxied by Cloudflare",
  why: "A record that is not proxied reveals the origin's address, which lets anyone bypass the zone's rules.",
  fix: "Set proxied to true on A, AAAA and CNAME records that serve HTTP. Mail and validation records stay DNS-only.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("api", { zoneId, name: "api", type: "AAAA", content: "100::", proxied: true, ttl: 1 });',
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["dnsRecord"],
  judge: (resources) => {
    const mailServers = ofType(resources, "dnsRecord")
      .filter(({ props }) => props.type === "MX")
      .map(targetOf);
    return ofType(resources, "dnsRecord").flatMap((record) => {
      const { type, proxied } = record.props;
      if (isUnknown(type) || isUnknown(proxied)) return [notKnown("type and proxied", record)];
      const open = ["A", "AAAA", "CNAME"].includes(String(type)) && proxied !== true;
      return open && !isForPrograms(record, mailServers)
        ? [violation(`The ${String(type)} record is not proxied.`, record)]
        : [];
    });
  },
};

/** First labels of hosts that use protocols other than HTTP. */
const otherProtocols =
  /^(mail\d*|mx\d*|smtp|imap|pop3?|autodiscover|autoconfig|ns\d*|ftp|sftp|ssh|vpn|email|em\d+|bounces?)$/;

/**
 * Names that must be DNS only: those with an underscore (mail keys, certificate validations), mail
 * servers, and hosts of other protocols. https://developers.cloudflare.com/dns/proxy-status/
 */
function isForPrograms(record: PlannedResource, mailServers: readonly PlannedValue[]): boolean {
  const labels = nameOfRecord(record).split(".");
  const target = String(targetOf(record));
  return (
    labels.some((label) => label.startsWith("_")) ||
    mailServers.includes(nameOfRecord(record)) ||
    otherProtocols.test(labels[0] ?? "") ||
    /(^|\.)(_domainkey|acm-validations|dkim)\./.test(target)
  );
}
