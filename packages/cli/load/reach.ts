import { lookup } from "node:dns/promises";
import { SeaworthyError } from "@seaworthy/core/errors";

/** An IPv4 address as a number, and the prefix length. */
interface Range {
  readonly first: number;
  readonly bits: number;
}

const loopback: Range = { first: 127 * 2 ** 24, bits: 8 };

/** The address ranges that a load on that app must not reach: all except the app's own. */
export async function blockedRanges(url: string, isLocal: boolean): Promise<readonly string[]> {
  if (isLocal) return outside([loopback]);
  const { hostname } = new URL(url);
  const found = await lookup(hostname, { all: true, family: 4 }).catch(() => []);
  if (found.length > 0) return outside(found.map(({ address }) => only(address)));
  throw new SeaworthyError(
    "VENDOR_UNREACHABLE",
    `${hostname} has no IPv4 address that this machine can find. Nothing was sent.`,
  );
}

const only = (address: string): Range => ({
  first: address.split(".").reduce((number, part) => number * 256 + Number(part), 0),
  bits: 32,
});

/** The complement of those ranges, as a minimal list. */
function outside(kept: readonly Range[], whole: Range = { first: 0, bits: 0 }): readonly string[] {
  const inside = kept.filter(({ first }) => isIn(first, whole));
  if (inside.length === 0) return [textOf(whole)];
  if (inside.some(({ bits }) => bits <= whole.bits)) return [];
  const bits = whole.bits + 1;
  const halves = [whole.first, whole.first + 2 ** (32 - bits)];
  return halves.flatMap((first) => outside(inside, { first, bits }));
}

const isIn = (address: number, { first, bits }: Range): boolean =>
  address >= first && address < first + 2 ** (32 - bits);

const textOf = ({ first, bits }: Range): string =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;
