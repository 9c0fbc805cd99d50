/** How many requests of one subject are allowed per window. */
export interface Quota {
  /** The limit's name in the store, in logs and in metrics. */
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** A quota and the subject it counts: a user's id, a key's, or an address. */
export interface Count {
  readonly quota: Quota;
  readonly subject: string;
}

export interface Standing {
  /** Requests left in the window after this one. */
  readonly remaining: number;
  /** Until the oldest counted request leaves the window. */
  readonly resetMs: number;
  /** Whether this quota allows the request. */
  readonly hasRoom: boolean;
}

/**
 * Counts requests in exact sliding windows. A request is allowed when all of its quotas have room,
 * and only counted then: a rejected one uses up nothing. Stored data expires with its window.
 */
export interface LimitStore {
  /**
   * The standing of each count, in the given order. Throws AppError when the store does not
   * respond.
   */
  count(counts: readonly Count[]): Promise<Standing[]>;
}

/** The key of a count in a store. */
export function counterKey({ quota, subject }: Count): string {
  return `limit:${quota.name}:${subject}`;
}
