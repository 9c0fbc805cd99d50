import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { zonesOfRecords } from "../helpers/edge/dns.ts";
import { zoneKeyOf } from "../helpers/edge/served-zones.ts";
import { inProduction, notKnown, type Rule, violation } from "../rule.ts";

export const edgeDnssec: Rule = {
  id: "edge-dnssec",
  area: "edge",
  title: "DNSSEC is enabled for the zone",
  why: "Without DNSSEC, an attacker between a resolver and the name server can forge responses and redirect visitors and mail.",
  fix: "Declare a ZoneDnssec with status active, and add its DS record at the registrar.",
  example: {
    language: "typescript",
    code: 'new ZoneDnssec("dnssec", { zoneId, status: "active" });',
  },
  source: "https://developers.cloudflare.com/dns/dnssec/",
  severity: inProduction,
  rank: "low",
  scope: "stack",
  subjects: ["dnsRecord", "zoneDnssec"],
  judge: (resources) => {
    const signed = ofType(resources, "zoneDnssec");
    const unsigned = zonesOfRecords(resources).flatMap(({ records }) => {
      const [record] = records;
      if (record === undefined) return [];
      const key = zoneKeyOf(record);
      return signed.some((one) => zoneKeyOf(one) === key || zoneKeyOf(one) === undefined)
        ? []
        : [violation("DNSSEC is not declared for the zone.", record)];
    });
    const off = signed.flatMap((one) => {
      if (isUnknown(one.props.status)) return [notKnown("status", one)];
      return one.props.status === "disabled" ? [violation("DNSSEC is off.", one)] : [];
    });
    return [...unsigned, ...off];
  },
};
