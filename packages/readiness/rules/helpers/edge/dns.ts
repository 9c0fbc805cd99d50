import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { isUnknown, type PlannedValue, valueAt } from "../../../plan/value.ts";
import { isSecondLevel } from "../second-levels.ts";
import { zoneKeyOf } from "./served-zones.ts";

/** One zone's records in the program. */
export interface ZoneRecords {
  readonly records: readonly PlannedResource[];
  /** The zone's own name, as far as its records show it. */
  readonly apex: string;
}

export const nameOfRecord = ({ props }: PlannedResource): string =>
  String(props.name ?? "")
    .toLowerCase()
    .replace(/\.$/, "");

/** The text of a TXT record, unquoted and joined. */
export const textOfRecord = ({ props }: PlannedResource): string =>
  String(props.content ?? "")
    .replaceAll(/"\s*"/g, "")
    .replaceAll('"', "");

/** Zones whose records are known; a zone with an unknown name or type is left out. */
export function zonesOfRecords(resources: readonly PlannedResource[]): readonly ZoneRecords[] {
  const records = ofType(resources, "dnsRecord");
  return [...Map.groupBy(records, (one) => zoneKeyOf(one) ?? "").values()]
    .filter((ofOne) => !ofOne.some(({ props }) => isUnknown(props.name) || isUnknown(props.type)))
    .map((ofOne) => ({ records: ofOne, apex: apexOf(ofOne) }));
}

/** The registered name in the shortest full name; `@` where all names are relative to the zone. */
function apexOf(records: readonly PlannedResource[]): string {
  const full = records.map(nameOfRecord).filter((name) => /\.[a-z][a-z0-9-]+$/.test(name));
  const [shortest] = full.toSorted((one, two) => one.length - two.length);
  if (shortest === undefined) return "@";
  const labels = shortest.split(".");
  return labels.slice(isSecondLevel(labels.slice(-2).join(".")) ? -3 : -2).join(".");
}

/** The record's name below the zone: `_dmarc` of `_dmarc.example.com`; `@` for the zone itself. */
export function labelIn({ apex }: ZoneRecords, record: PlannedResource): string {
  const name = nameOfRecord(record);
  if (name === apex || name === "@" || name === "") return "@";
  return name.endsWith(`.${apex}`) ? name.slice(0, -apex.length - 1) : name;
}

export const ofRecordType = (
  { records }: ZoneRecords,
  ...types: readonly string[]
): PlannedResource[] => records.filter(({ props }) => types.includes(String(props.type)));

/** Whether the zone sends or receives mail: it has mail servers, keys or a policy. */
export const hasMail = (zone: ZoneRecords): boolean =>
  ofRecordType(zone, "MX").some((record) => !["", "."].includes(String(record.props.content))) ||
  zone.records.some((record) => isKey(record) && !isRevoked(record));

const isKey = (record: PlannedResource) => /(^|\.)_domainkey(\.|$)/.test(nameOfRecord(record));

/** A key without a value: how a domain says that it sends no mail. */
const isRevoked = (record: PlannedResource) => /\bp=\s*(;|$)/.test(textOfRecord(record));

/** The target of an MX or CNAME record. */
export const targetOf = ({ props }: PlannedResource): PlannedValue =>
  typeof props.content === "string"
    ? props.content.toLowerCase().replace(/\.$/, "")
    : valueAt(props, "data", "target");
