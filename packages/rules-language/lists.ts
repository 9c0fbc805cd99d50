import { sourceParts, type UrlRedirect } from "./redirects.ts";
import { isAddress, isNetwork } from "./values/addresses.ts";

/**
 * An account list, which rules reference as `$name`: addresses and networks, host names (including
 * `*.example.com`), AS numbers or URL redirects.
 */
export type NamedList =
  | { readonly kind: "ip"; readonly items: readonly string[] }
  | { readonly kind: "hostname"; readonly items: readonly string[] }
  | { readonly kind: "asn"; readonly items: readonly number[] }
  | { readonly kind: "redirect"; readonly items: readonly UrlRedirect[] };

/** Lists by name, without the `$`. */
export type NamedLists = Readonly<Record<string, NamedList>>;

/**
 * Lists that Cloudflare maintains (waf/tools/lists/managed-lists). Not available locally: they are
 * empty unless given.
 */
export const managedLists: readonly string[] = [
  "cf.anonymizer",
  "cf.botnetcc",
  "cf.malware",
  "cf.open_proxies",
  "cf.vpn",
];

const noAddresses: NamedList = { kind: "ip", items: [] };

export function findList(name: string, lists: NamedLists = {}): NamedList | undefined {
  if (Object.hasOwn(lists, name)) return lists[name];
  return managedLists.includes(name) ? noAddresses : undefined;
}

/** The fields that can be looked up in a list; undefined means every address field. */
export const listFields: Readonly<Record<NamedList["kind"], readonly string[] | undefined>> = {
  ip: undefined,
  hostname: ["http.host"],
  asn: ["ip.src.asnum", "ip.geoip.asnum"],
  redirect: ["http.request.full_uri", "raw.http.request.full_uri"],
};

/** The first item that is invalid for a list of that kind. */
export function strangeItem(list: NamedList): string | number | undefined {
  if (list.kind === "ip")
    return list.items.find((item) => !isAddress(item) && !isListedNetwork(item));
  if (list.kind === "asn")
    return list.items.find((item) => !Number.isSafeInteger(item) || item < 0);
  if (list.kind === "redirect")
    return list.items.find((item) => sourceParts(item.source_url) === undefined)?.source_url;
  return list.items.find((item) => !/^(\*\.)?[^*\s/]+$/.test(item));
}

/** Lists accept networks from /8 (IPv4) and /12 (IPv6) (waf/tools/lists/custom-lists). */
function isListedNetwork(item: string): boolean {
  return isNetwork(item) && Number(item.split("/")[1]) >= (item.includes(":") ? 12 : 8);
}
