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
  const all = ofRecordType(zone, "TXT").filter(isSpf);
  const own = all.filter((record) => labelIn(zone, record) === "@");
  const mistakes = all.flatMap((record) => {
    const said = spfMistake(textOfRecord(record));
    return said === undefined ? [] : [violation(said, record)];
  });
  if (own.length === 0) return [violation("The zone has no SPF record.", about(zone)), ...mistakes];
  if (own.length === 1) return mistakes;
  return [
    violation("The zone has more than one SPF record, so receivers ignore them all.", own[0]),
  ];
}

function spfMistake(text: string): string | undefined {
  const terms = text.toLowerCase().split(/\s+/);
  const lookups = terms.filter((term) =>
    /^[+~?-]?(include:|a\b|mx\b|ptr|exists:)|^redirect=/.test(term),
  );
  if (lookups.length > 10)
    return `The SPF record needs ${lookups.length} DNS lookups; receivers stop after 10.`;
  if (!endsClosed(terms))
    return "The SPF record lets everyone send: it does not end in -all or ~all.";
  return isWide(terms)
    ? "The SPF record lets a large part of the internet send, by a range of addresses."
    : undefined;
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
    const [, kind, prefix] = /^\+?(ip4:|ip6:|a\b|mx\b)\S*?\/(\d+)(?:\/|$)/.exec(term) ?? [];
    return prefix !== undefined && Number(prefix) < (kind === "ip6:" ? 29 : 12);
  });

const dkimKeys = (zone: ZoneRecords) =>
  zone.records.filter((record) => /\._domainkey(\.|$)/.test(nameOfRecord(record)));

/** A key with an empty `p=` is revoked. */
function judgeDkim(zone: ZoneRecords): Finding[] {
  const keys = dkimKeys(zone);
  const alive = keys.filter(
    (record) => record.props.type !== "TXT" || /\bp=\s*[^;\s]/.test(textOfRecord(record)),
  );
  if (alive.length === 0) return [violation("The zone has no DKIM key.", keys[0] ?? about(zone))];
  return alive.flatMap((record) => {
    const said = record.props.type === "TXT" ? dkimMistake(tagsOf(record)) : undefined;
    return said === undefined ? [] : [violation(said, record)];
  });
}

/** How public RSA keys of 512 and of 768 bits begin, in lower case. */
const shortKey = /^(mfww|mhww)/;

function dkimMistake(tags: ReadonlyMap<string, string>): string | undefined {
  if ((tags.get("t") ?? "").split(":").includes("y"))
    return "The DKIM key is in testing mode (t=y): receivers treat its mail as unsigned.";
  return shortKey.test(tags.get("p") ?? "")
    ? "The DKIM key has fewer than 1,024 bits: receivers ignore its signatures."
    : undefined;
}

function judgeDmarc(zone: ZoneRecords): Finding[] {
  const all = ofRecordType(zone, "TXT", "CNAME").filter((one) =>
    /^_dmarc(\.|$)/.test(labelIn(zone, one)),
  );
  const own = all.filter((one) => labelIn(zone, one) === "_dmarc");
  const mistakes = all.flatMap((record) => {
    if (record.props.type === "CNAME") return [];
    const tags = tagsOf(record);
    const said = dmarcMistake(tags) ?? notAligned(tags, zone);
    return said === undefined ? [] : [violation(said, record)];
  });
  if (own.length === 0)
    return [violation("The zone has no DMARC record.", about(zone)), ...mistakes];
  return own.length === 1
    ? mistakes
    : [violation("The zone has more than one DMARC record: receivers take none.", own.at(-1))];
}

/** `v=DMARC1; p=reject`, in lower case. */
const tagsOf = (record: PlannedResource): ReadonlyMap<string, string> =>
  new Map(
    textOfRecord(record)
      .split(";")
      .map((tag) => tag.split("=").map((part) => part.trim().toLowerCase()))
      .map(([name = "", value = ""]) => [name, value] as const),
  );

/** Strict alignment accepts only signatures of exactly the mail's From domain. */
function notAligned(tags: ReadonlyMap<string, string>, zone: ZoneRecords): string | undefined {
  if (tags.get("adkim") !== "s" || !hasMail(zone)) return undefined;
  const keys = dkimKeys(zone);
  return keys.length === 0 || keys.some((key) => /^[^.]+\._domainkey$/.test(labelIn(zone, key)))
    ? undefined
    : "DMARC asks for DKIM of the zone's own name (adkim=s), and all keys are of subdomains.";
}

function dmarcMistake(tags: ReadonlyMap<string, string>): string | undefined {
  const isHeld = (policy: string | undefined) => policy === "quarantine" || policy === "reject";
  const [first] = tags.keys();
  if (first !== "v" || tags.get("v") !== "dmarc1")
    return "The DMARC record does not begin with v=DMARC1.";
  if (!isHeld(tags.get("p"))) return "The DMARC policy is none, so receivers take no action.";
  if (tags.has("sp") && !isHeld(tags.get("sp")))
    return "The DMARC subdomain policy is none, so receivers take no action on subdomains.";
  return Number(tags.get("pct") ?? 100) < 100
    ? "The DMARC policy applies only to a share of the mail."
    : undefined;
}
