/** How many requests of one subject may pass in a window of that length. */
export interface Quota {
  /** Names the limit in the store, in logs and in metrics. */
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** A quota, and whose requests are counted against it: a user's id, a key's, an address. */
export interface Count {
  readonly quota: Quota;
  readonly subject: string;
}

export interface Standing {
  /** Places that are left in the window after this request. */
  readonly remaining: number;
  /** Until the oldest counted request leaves the window. */
  readonly resetMs: number;
  /** Whether this quota let the request pass. */
  readonly hasRoom: boolean;
}

/**
 * Counts requests in exact sliding windows. A request passes when every one of its quotas has room,
 * and is counted only then: a refused one uses up nothing. What a store keeps ends with its window.
 */
export interface LimitStore {
  /**
   * The standing of each count, in the order given. Throws AppError when the store does not answer.
   */
  count(counts: readonly Count[]): Promise<Standing[]>;
}

/** Where a count is kept in a store. */
export function counterKey({ quota, subject }: Count): string {
  return `limit:${quota.name}:${subject}`;
}
