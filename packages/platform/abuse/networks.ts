import ipaddr from "ipaddr.js";
import { z } from "zod";

/** An address with the length of its prefix in bits. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * `192.0.2.0/24,2001:db8::/32,198.51.100.7`; anything that is not an address or network is
 * rejected.
 */
export const networkList = z.string().transform((text, context): Network[] => {
  const parts = text.split(",").flatMap((part) => part.trim() || []);
  if (parts.every(isNetwork)) return parts.map(parseNetwork);
  context.addIssue({
    code: "custom",
    message: "must be a comma-separated list of addresses and networks, such as 192.0.2.0/24",
  });
  return z.NEVER;
});

/**
 * Whether an address is in one of the networks. IPv4-mapped IPv6 (`::ffff:192.0.2.1`) counts as
 * IPv4.
 */
export function isInNetworks(address: string, networks: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
  );
}

/**
 * Maps an address to its subscriber: IPv4 as is, IPv6 by /64 (ISPs assign whole /64s). Undefined
 * when it is not an address.
 */
export function subscriberOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}

function isNetwork(text: string): boolean {
  return text.includes("/") ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

function parseNetwork(text: string): Network {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
