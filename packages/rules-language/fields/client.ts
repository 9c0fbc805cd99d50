import type { RuleRequest } from "../request.ts";
import { type FieldDefinition, type FieldRow, neutral, text, truth } from "./field.ts";

const country = (request: RuleRequest) => request.country ?? "XX";

/**
 * The countries that Cloudflare counts as part of the European Union
 * (fields/reference/ip.src.is_in_european_union).
 */
const europeanUnion = new Set(
  "AT AX BE BG CY CZ DE DK EE ES FI FR GF GP GR HR HU IE IT LT LU LV MF MQ MT NL PL PT RE RO SE SI SK YT".split(
    " ",
  ),
);

const located: readonly (readonly [name: string, definition: FieldDefinition])[] = [
  ["country", text(country)],
  ["asnum", neutral("Int")],
  ["continent", { ...text((request) => (country(request) === "T1" ? "T1" : "")), neutral: true }],
  [
    "is_in_european_union",
    { ...truth((request) => europeanUnion.has(country(request))), plan: "business" },
  ],
  ["subdivision_1_iso_code", neutral("String", { plan: "business" })],
  ["subdivision_2_iso_code", neutral("String", { plan: "business" })],
];

const places = ["lat", "lon", "city", "postal_code", "metro_code", "region", "region_code"];

/** The client's address and location; `ip.geoip.*` are the older names. */
export const clientFields: readonly FieldRow[] = [
  ["ip.src", { type: "IP", read: (request) => request.clientAddress }],
  ...["ip.src", "ip.geoip"].flatMap((prefix) =>
    located.map(([name, definition]): FieldRow => [`${prefix}.${name}`, definition]),
  ),
  ...places.map((name): FieldRow => [`ip.src.${name}`, neutral("String")]),
  ["ip.src.timezone.name", { ...neutral("String"), valueOnly: true, listedOnly: true }],
];
