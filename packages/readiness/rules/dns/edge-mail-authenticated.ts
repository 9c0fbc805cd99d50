import type { PlannedResource } from "../../plan/resource.ts";
import {
  hasMail,
  labelIn,
  nameOfRecord,
  ofRecordType,
  textOfRecord,
  type ZoneRecords,
  zonesOfRecords,
} from "../helpers/edge/dns.ts";
import { type Finding, inProduction, type Rule, violation } from "../rule.ts";

export const edgeMailAuthenticated: Rule = {
  id: "edge-mail-authenticated",
  area: "edge",
  title: "Nobody else can send mail in the zone's name (SPF, DKIM and DMARC)",
  why: "Without all three, anyone can send mail to your customers from your domain, and large mail providers reject or hide your own mail.",
  fix: "Declare one SPF record that ends in -all or ~all, the sender's DKIM records, and a DMARC record with p=quarantine or p=reject.",
  example: {
    language: "typescript",
    code: 'new DnsRecord("dmarc", { zoneId, name: "_dmarc.example.com", type: "TXT", content: "v=DMARC1; p=reject; adkim=r; aspf=r; rua=mailto:dmarc@example.com", ttl: 3600 });',
  },
  source: "https://developers.cloudflare.com/dns/manage-dns-records/how-to/email-records/",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["dnsRecord"],
  judge: (resources) =>
    zonesOfRecords(resources).flatMap((zone) => {
      const found = [...judgeSpf(zone), ...judgeDkim(zone), ...judgeDmarc(zone)];
      // A zone without mail needs none of the three; existing records must still be correct.
      return hasMail(zone) ? found : found.filter(({ message }) => !isMissing(message));
    }),
};

const isMissing = (message: string): boolean => message.startsWith("The zone has no ");

const about = (zone: ZoneRecords): PlannedResource | undefined =>
  ofRecordType(zone, "MX")[0] ?? zone.records[0];

const isSpf = (record: PlannedResource) => /^v=spf1(\s|$)/i.test(textOfRecord(record));

function judgeSpf(zone: ZoneRecords): Finding[] {
  const own = ofRecordType(zone, "TXT").filter(
    (record) => labelIn(zone, record) === "@" && isSpf(record),
  );
  const [record] = own;
  if (record === undefined) return [violation("The zone has no SPF record.", about(zone))];
  const terms = textOfRecord(record).toLowerCase().split(/\s+/);
  const lookups = terms.filter((term) =>
    /^[+~?-]?(include:|a\b|mx\b|ptr|exists:)|^redirect=/.test(term),
  );
  const said =
    own.length > 1
      ? "The zone has more than one SPF record, so receivers ignore them all."
      : lookups.length > 10
        ? `The SPF record needs ${lookups.length} DNS lookups; receivers stop after 10.`
        : !endsClosed(terms)
          ? "The SPF record lets everyone send: it does not end in -all or ~all."
          : isWide(terms)
            ? "The SPF record lets a large part of the internet send, by a range of addresses."
            : undefined;
  return said === undefined ? [] : [violation(said, record)];
}

/** Receivers stop at the first `all`, which without a sign lets everyone send. */
function endsClosed(terms: readonly string[]): boolean {
  const last = terms.find((term) => /^[+~?-]?all$/.test(term));
  return last === undefined
    ? terms.some((term) => term.startsWith("redirect="))
    : last === "-all" || last === "~all";
}

/** More addresses than any sender has: over a million, or more than one provider's IPv6. */
const isWide = (terms: readonly string[]): boolean =>
  terms.some((term) => {
    const [, version, prefix] = /^\+?ip([46]):\S+\/(\d+)$/.exec(term) ?? [];
    return prefix !== undefined && Number(prefix) < (version === "4" ? 12 : 29);
  });

/** A key with an empty `p=` is revoked. */
function judgeDkim(zone: ZoneRecords): Finding[] {
  const keys = zone.records.filter((record) => /\._domainkey(\.|$)/.test(nameOfRecord(record)));
  const alive = keys.filter(
    (record) => record.props.type !== "TXT" || /\bp=\s*[^;\s]/.test(textOfRecord(record)),
  );
  return alive.length > 0 ? [] : [violation("The zone has no DKIM key.", keys[0] ?? about(zone))];
}

function judgeDmarc(zone: ZoneRecords): Finding[] {
  const own = ofRecordType(zone, "TXT", "CNAME").filter((one) => labelIn(zone, one) === "_dmarc");
  const record = own.at(-1);
  if (record === undefined) return [violation("The zone has no DMARC record.", about(zone))];
  if (own.length > 1)
    return [violation("The zone has more than one DMARC record: receivers take none.", record)];
  if (record.props.type === "CNAME") return [];
  const tags = new Map(
    textOfRecord(record)
      .split(";")
      .map((tag) => tag.split("=").map((part) => part.trim().toLowerCase()))
      .map(([name = "", value = ""]) => [name, value] as const),
  );
  const said = dmarcMistake(tags) ?? notAligned(tags, zone);
  return said === undefined ? [] : [violation(said, record)];
}

/** Strict alignment accepts only signatures of exactly the mail's From domain. */
function notAligned(tags: ReadonlyMap<string, string>, zone: ZoneRecords): string | undefined {
  if (tags.get("adkim") !== "s" || !hasMail(zone)) return undefined;
  const keys = zone.records.filter((record) => /\._domainkey(\.|$)/.test(nameOfRecord(record)));
  return keys.length === 0 || keys.some((key) => /^[^.]+\._domainkey$/.test(labelIn(zone, key)))
    ? undefined
    : "DMARC asks for DKIM of the zone's own name (adkim=s), and all keys are of subdomains.";
}

function dmarcMistake(tags: ReadonlyMap<string, string>): string | undefined {
  const isHeld = (policy: string | undefined) => policy === "quarantine" || policy === "reject";
  if (tags.get("v") !== "dmarc1") return "The DMARC record does not begin with v=DMARC1.";
  if (!isHeld(tags.get("p"))) return "The DMARC policy is none, so receivers take no action.";
  if (tags.has("sp") && !isHeld(tags.get("sp")))
    return "The DMARC subdomain policy is none, so receivers take no action on subdomains.";
  return Number(tags.get("pct") ?? 100) < 100
    ? "The DMARC policy applies only to a share of the mail."
    : undefined;
}
