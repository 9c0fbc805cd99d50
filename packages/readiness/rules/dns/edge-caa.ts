import { labelIn, ofRecordType, zonesOfRecords } from "../helpers/edge/dns.ts";
import { type Rule, violation } from "../rule.ts";

export const edgeCaa: Rule = {
  id: "edge-caa",
  area: "edge",
  title: "Only named authorities may issue certificates for the zone",
  why: "Without a CAA record every authority may, also one that was tricked into it: a certificate for your name makes an interception look like you.",
  fix: "Declare CAA records for the authorities that Cloudflare uses (letsencrypt.org, pki.goog, ssl.com) and those of your own.",
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
