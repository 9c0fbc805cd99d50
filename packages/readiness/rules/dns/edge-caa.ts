import { labelIn, ofRecordType, zonesOfRecords } from "../helpers/edge/dns.ts";
import { type Rule, violation } from "../rule.ts";

export const edgeCaa: Rule = {
  id: "edge-caa",
  area: "edge",
  title: "Only listed certificate authorities may issue certificates for the zone",
  why: "Without a CAA record any authority may issue one, including one that has been deceived. A certificate for your name lets an attacker impersonate you.",
  fix: "Declare CAA records for the authorities that Cloudflare uses (letsencrypt.org, pki.goog, ssl.com) and for any of your own.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("caa", { zoneId, name: "example.com", type: "CAA", data: { flags: 0, tag: "issue", value: "letsencrypt.org" }, ttl: 3600 });',
  },
  source: "https://developers.cloudflare.com/ssl/edge-certificates/caa-records/",
  severity: { local: "off", staging: "off", prod: "advisory" },
  rank: "low",
  scope: "stack",
  subjects: ["dnsRecord"],
  judge: (resources) =>
    zonesOfRecords(resources).flatMap((zone) =>
      ofRecordType(zone, "CAA").some((record) => labelIn(zone, record) === "@")
        ? []
        : zone.records
            .slice(0, 1)
            .map((record) => violation("The zone has no CAA record.", record)),
    ),
};
