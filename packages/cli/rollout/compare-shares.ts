import { wilson } from "./wilson.ts";

/** How many of all requests something is true of, such as that they failed. */
export interface Count {
  readonly some: number;
  readonly all: number;
}

export interface Comparison {
  readonly share: number;
  readonly before: number;
  readonly tolerated: number;
  /** Lower confidence bound of how far the share is above the tolerated one; may be negative. */
  readonly surelyAbove: number;
}

/**
 * Compares a version's share with what the old version's share makes tolerable. Both shares are
 * estimates, so both intervals count (MOVER, the method of Newcombe's interval for a difference):
 * no error in 40 requests is no proof of an error rate of zero. Without an old version the limit is
 * what `tolerates(0)` says.
 */
export function compareShares(
  fresh: Count,
  old: Count,
  tolerates: (before: number) => number,
  z: number,
): Comparison {
  const [share, before] = [shareOf(fresh), shareOf(old)];
  const tolerated = tolerates(before);
  const ownDoubt = share - wilson(fresh.some, fresh.all, z).lower;
  const oldDoubt = old.all === 0 ? 0 : tolerates(wilson(old.some, old.all, z).upper) - tolerated;
  const surelyAbove = share - tolerated - Math.hypot(ownDoubt, oldDoubt);
  return { share, before, tolerated, surelyAbove };
}

const shareOf = ({ some, all }: Count): number => (all === 0 ? 0 : some / all);
