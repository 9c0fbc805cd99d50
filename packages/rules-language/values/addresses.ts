import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * An address as text that sorts like addresses: the family comes first, so that no IPv4 address
 * lies between IPv6 ones. Undefined when it is not an address. A request's IPv4 address inside IPv6
 * (`::ffff:192.0.2.1`) counts as the IPv4 one; in an expression (`networkKeys`) it stays IPv6.
 */
export function addressKey(text: string): string | undefined {
  const known = keys.get(text);
  if (known !== undefined) return known;
  if (!isAddress(text)) return undefined;
  const key = keyOf(ipaddr.process(text));
  if (keys.size >= mostKeys) keys.clear();
  keys.set(text, key);
  return key;
}

/** Many rules test one request's address, and clients return: the keys of some are cached. */
const keys = new Map<string, string>();
const mostKeys = 1_000;

export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** `192.0.2.0/24`, with four decimal parts or as IPv6. */
export function isNetwork(text: string): boolean {
  const [address = "", bits = "", more] = text.split("/");
  return (
    more === undefined &&
    /^\d{1,3}$/.test(bits) &&
    isAddress(address) &&
    Number(bits) <= ipaddr.parse(address).toByteArray().length * 8
  );
}

/**
 * What the network should be when its address has bits beyond the prefix: `192.0.2.0/24` for
 * `192.0.2.1/24`. Undefined when it has none.
 */
export function alignedNetwork(text: string): string | undefined {
  const [address = "", bits = ""] = text.split("/");
  const given = ipaddr.parse(address);
  const kept = masked(given, Number(bits), 0);
  return keyOf(kept) === keyOf(given) ? undefined : `${kept}/${bits}`;
}

/** The first and the last address of a network, as keys; an address is a network of one. */
export function networkKeys(text: string): readonly [low: string, high: string] {
  const [address = "", bits] = text.split("/");
  const parsed = ipaddr.parse(address);
  const length = bits === undefined ? 128 : Number(bits);
  return [keyOf(masked(parsed, length, 0)), keyOf(masked(parsed, length, 255))];
}

/**
 * The network's address, with that many bits kept of an IPv4 or IPv6 address; undefined when it is
 * not an address.
 */
export function networkOf(text: string, fourBits: number, sixBits: number): string | undefined {
  if (!isAddress(text)) return undefined;
  const address = ipaddr.process(text);
  return masked(address, address.kind() === "ipv4" ? fourBits : sixBits, 0).toString();
}

function keyOf(address: Address): string {
  return address.kind() + Buffer.from(address.toByteArray()).toString("hex");
}

function masked(address: Address, bits: number, filler: 0 | 255): Address {
  const kept = address.toByteArray().map((byte, index) => {
    const mask = 255 & ~(255 >> Math.min(8, Math.max(0, bits - index * 8)));
    return (byte & mask) | (filler & ~mask);
  });
  return ipaddr.fromByteArray(kept);
}

export const backwards = "the range ends before it begins";

/** What is wrong with a range between two addresses; undefined when it is valid. */
export function addressRangeMistake(from: string, to: string): string | undefined {
  const [first, last] = [ipaddr.parse(from), ipaddr.parse(to)];
  if (first.kind() !== last.kind()) return "both ends of a range must be IPv4 or both IPv6";
  return keyOf(first) > keyOf(last) ? backwards : undefined;
}
