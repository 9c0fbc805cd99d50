import type { Ledger } from "./ledger.ts";

/** One kind of write, compared with the ledger. */
export interface Finding {
  readonly kind: string;
  readonly acknowledged: number;
  /** Acknowledged but not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly doubled: readonly string[];
  /** Stored but never sent. */
  readonly invented: readonly string[];
}

type Names = readonly string[];

export function compare(kind: string, acknowledged: Names, stored: Names, sent: Names): Finding {
  const counts = new Map<string, number>();
  for (const one of stored) counts.set(one, (counts.get(one) ?? 0) + 1);
  const known = new Set(sent);
  return {
    kind,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((one) => !counts.has(one)),
    doubled: [...counts].flatMap(([one, count]) => (count > 1 ? [one] : [])),
    invented: [...counts.keys()].filter((one) => !known.has(one)),
  };
}

/** Compares a writer's ledger with the names of what is stored. */
export function compareLedger(
  ledgers: ReadonlyMap<string, Ledger>,
  kind: string,
  nameOf: (n: number) => string,
  stored: Names,
): Finding {
  const ledger = ledgers.get(kind);
  const sent = Array.from({ length: ledger?.sent() ?? 0 }, (_, n) => nameOf(n));
  return compare(kind, (ledger?.acknowledged ?? []).map(nameOf), stored, sent);
}

/** The column `name` of all rows. */
export async function namesOf(
  rows: PromiseLike<readonly { readonly name?: unknown }[]>,
): Promise<string[]> {
  return (await rows).map(({ name }) => String(name));
}
