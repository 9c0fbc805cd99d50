import ipaddr from "ipaddr.js";

/** Where webhooks may be sent; what is not set is not allowed. */
export interface TargetRules {
  /** The app's own host: nothing in its zone is an allowed target. */
  readonly ownHost?: string;
  /** Plain HTTP to this machine, for tests. Never outside a local stack. */
  readonly loopback?: boolean;
}

/** Why a URL is not allowed, as the endpoint's owner sees it. */
export type TargetProblem =
  | "not_a_url"
  | "not_https"
  | "other_port"
  | "has_credentials"
  | "ip_address"
  | "private_name"
  | "own_zone"
  | "too_long";

const longestUrl = 2_048;

/** Names that are not public (RFC 6761, 6762, 8375, 9476 and common private suffixes). */
const privateSuffixes = [
  ...["local", "localhost", "internal", "intranet", "private", "lan", "home", "corp"],
  ...["arpa", "onion", "alt", "test", "invalid", "example", "localdomain"],
];
/** Other Workers would be reached without their zones' rules. */
const platformSuffixes = ["workers.dev", "cloudflareworkers.com", "pages.dev"];

/** Why the URL is not allowed as a webhook target; undefined when it is. */
export function targetProblem(address: string, rules: TargetRules = {}): TargetProblem | undefined {
  if (address.length > longestUrl) return "too_long";
  // The parser also normalises `0x7f.1`, `2130706433` and full-width digits to addresses.
  const url = URL.parse(address);
  if (url === null) return "not_a_url";
  if (url.username !== "" || url.password !== "") return "has_credentials";
  if (rules.loopback && isLoopback(url)) return undefined;
  if (url.protocol !== "https:") return "not_https";
  if (url.port !== "") return "other_port";
  return hostProblem(url.hostname, rules);
}

function hostProblem(hostname: string, { ownHost }: TargetRules): TargetProblem | undefined {
  const host = hostname.toLowerCase().replace(/\.+$/, "");
  if (hostname.startsWith("[") || ipaddr.isValid(host)) return "ip_address";
  const labels = host.split(".");
  if (labels.length < 2 || labels.some((label) => label === "")) return "private_name";
  if (privateSuffixes.includes(labels.at(-1) ?? "")) return "private_name";
  if (platformSuffixes.some((suffix) => isUnder(host, suffix))) return "private_name";
  return ownHost !== undefined && isUnder(host, zoneOf(ownHost)) ? "own_zone" : undefined;
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && /^(127\.0\.0\.1|localhost)$/.test(hostname);
}

const isUnder = (host: string, suffix: string) => host === suffix || host.endsWith(`.${suffix}`);

/** `api.example.com` belongs to the zone `example.com`; `example.co.uk` is itself a zone. */
function zoneOf(host: string): string {
  const labels = host.toLowerCase().split(".");
  const [second = "", top = ""] = labels.slice(-2);
  const isPublic = top.length === 2 && /^(co|com|org|net|ac|gov|edu|ne|or|gob|go)$/.test(second);
  return labels.slice(isPublic ? -3 : -2).join(".");
}

/** Public IPv6 is 2000::/3; the rest is reserved, such as `::7f00:1`, which embeds 127.0.0.1. */
const isAllocated = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address.match(ipaddr.parseCIDR("2000::/3"));

/** Whether the address is publicly reachable: not private, local, mapped or reserved. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === "unicast" && (parsed.kind() === "ipv4" || isAllocated(parsed));
}
