import { breaks, harmless, program } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";

let zones = 0;
/** A zone of its own for each change: records of one zone are judged together. */
const zone = () => {
  zones += 1;
  return `7d41${String(zones).padStart(28, "0")}`.replace(/0(?=[1-9]\d*$)/, "f");
};
let records = 0;
const record = (name: string, type: string, content: string, more = "") => {
  records += 1;
  return `new cloudflare.DnsRecord("mail-${records}", { zoneId: "ZONE", name: "${name}", type: "${type}", content: ${JSON.stringify(content)}, ttl: 1${more} });`;
};
const inZone = (all: readonly string[]) => all.join("\n").replaceAll("ZONE", zone());
const mail = (what: string, ...all: readonly string[]) =>
  breaks("edge-mail-authenticated", what, program(inZone(all)));
const mx = () => record("seaworthy.dev", "MX", "mx1.acmemail.net", ", priority: 10");
const spf = (text = "v=spf1 include:acmemail.net -all", name = "seaworthy.dev") =>
  record(name, "TXT", text);
const dmarc = (text = "v=DMARC1; p=reject; rua=mailto:d@seaworthy.dev") =>
  record("_dmarc.seaworthy.dev", "TXT", text);
/** What each zone with records has besides. */
const held = () => [
  'new cloudflare.ZoneDnssec("mail-ZONE-dnssec", { zoneId: "ZONE", status: "active" });',
  'new cloudflare.DnsRecord("mail-ZONE-caa", { zoneId: "ZONE", name: "seaworthy.dev", type: "CAA", ttl: 1, data: { flags: 0, tag: "issue", value: "letsencrypt.org" } });',
];
const dkim = () => record("s1._domainkey.seaworthy.dev", "CNAME", "s1.dkim.acmemail.net");

export const mailRecords: readonly Mutation[] = [
  mail("SPF for the whole internet", spf("v=spf1 ip4:0.0.0.0/0 -all")),
  mail("SPF for a half of it", spf("v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all")),
  mail("SPF without an end", spf("v=spf1 include:acmemail.net")),
  mail("SPF in quotes that lets everybody send", spf('"v=spf1 +all"')),
  mail("SPF by a bare all", spf("v=spf1 include:acmemail.net all")),
  mail(
    "two SPF records",
    spf("v=spf1 include:acmemail.net -all"),
    spf("v=spf1 include:othermail.net -all"),
  ),
  mail(
    "SPF with more look-ups than ten",
    spf(
      `v=spf1 ${Array.from({ length: 11 }, (_, at) => `include:m${at}.acmemail.net`).join(" ")} -all`,
    ),
  ),
  mail("DMARC in capitals that does nothing", dmarc("V=DMARC1;P=NONE")),
  mail("DMARC for a tenth of the mail", dmarc("v=DMARC1; p=reject; pct=10")),
  mail("DMARC without a policy", dmarc("v=DMARC1; rua=mailto:d@seaworthy.dev")),
  mail("DMARC whose version comes last", dmarc("p=reject; v=DMARC1")),
  mail("a subdomain that everybody may send for", spf("v=spf1 +all", "news.seaworthy.dev")),
  mail(
    "a subdomain without a policy",
    record("_dmarc.news.seaworthy.dev", "TXT", "v=DMARC1; p=none"),
  ),
  mail("every host of the internet, by a prefix", spf("v=spf1 a/0 -all")),
  mail(
    "a DKIM key in testing mode",
    mx(),
    spf(),
    dmarc(),
    record("s8._domainkey.seaworthy.dev", "TXT", "v=DKIM1; k=rsa; t=y; p=MIGfMA0GCSqGSIb3"),
  ),
  mail("a relative name", record("_dmarc", "TXT", "v=DMARC1; p=none")),
  mail("mail without SPF", mx(), dmarc(), dkim()),
  mail("mail without DKIM", mx(), spf(), dmarc()),
  mail(
    "a DKIM key that is revoked",
    mx(),
    spf(),
    dmarc(),
    record("s9._domainkey.seaworthy.dev", "TXT", "v=DKIM1; k=rsa; p="),
  ),
  mail(
    "mail of a subdomain without SPF",
    record("news.seaworthy.dev", "MX", "mx1.acmemail.net", ", priority: 10"),
  ),
];

export const harmlessMail: readonly Mutation[] = [
  harmless(
    "a soft end with DMARC that rejects",
    program(inZone([mx(), spf("v=spf1 include:acmemail.net ~all"), dmarc(), dkim(), ...held()])),
  ),
  harmless(
    "a domain that sends nothing",
    program(
      inZone([
        ...held(),
        record("seaworthy.dev", "MX", ".", ", priority: 0"),
        spf("v=spf1 -all"),
        dmarc("v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s"),
        record("*._domainkey.seaworthy.dev", "TXT", "v=DKIM1; p="),
      ]),
    ),
  ),
  harmless(
    "SPF that redirects, in quotes, and reports of TLS",
    program(
      inZone([
        ...held(),
        spf('"v=spf1 redirect=_spf.acmemail.net"'),
        dmarc('"v=DMARC1; p=quarantine; pct=100"'),
        record("_smtp._tls.seaworthy.dev", "TXT", "v=TLSRPTv1; rua=mailto:tls@seaworthy.dev"),
        record("_mta-sts.seaworthy.dev", "TXT", "v=STSv1; id=20261130"),
        record("seaworthy.dev", "TXT", "MS=ms48392011"),
      ]),
    ),
  ),
];
