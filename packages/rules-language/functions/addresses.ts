import { limits } from "../limits.ts";
import { networkOf } from "../values/addresses.ts";
import type { Value } from "../values/types.ts";
import { between, bytes, type FunctionRow, groups, integer } from "./function.ts";

const address = { takes: ["IP"], literal: "never" } as const;
const bits = (most: number) => ({ takes: ["Int"], refuses: between(1, most) }) as const;
const offset = { takes: ["Int"], refuses: between(0, limits.bitSlice.offset) } as const;
const where = { filter: groups.firewall };

/** Functions on addresses and on bits of packets. */
export const addressFunctions: readonly FunctionRow[] = [
  [
    "cidr",
    {
      parameters: [address, bits(32), bits(128)],
      returns: "IP",
      where,
      make: () => (ip, four, six) => networkOf(bytes(ip), integer(four), integer(six)),
    },
  ],
  [
    "cidr6",
    {
      parameters: [address, bits(128)],
      returns: "IP",
      where,
      make: () => (ip, six) => networkOf(bytes(ip), 32, integer(six)),
    },
  ],
  [
    "bit_slice",
    {
      parameters: [{ takes: ["String"], literal: "never" }, offset, offset],
      returns: "Int",
      where: { filter: ["magic_transit", "magic_transit_managed", "magic_transit_ratelimit"] },
      make: () => bitSlice,
    },
  ],
];

/**
 * The bits from `start` up to but not including `end`, as a number; missing when the slice does not
 * exist or is too long.
 */
function bitSlice(packet: Value, start: Value, end: Value): Value {
  const [from, to] = [integer(start), integer(end)];
  if (from < 0 || to <= from || to - from > limits.bitSlice.bits || to > bytes(packet).length * 8)
    return undefined;
  let value = 0;
  for (let bit = from; bit < to; bit++)
    value = value * 2 + ((bytes(packet).charCodeAt(bit >> 3) >> (7 - (bit & 7))) & 1);
  return value;
}
