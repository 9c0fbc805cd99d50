/** A lower-case path that is matched exactly: no pattern, no prefix. */
export type ExactPath = `/${string}`;

/** Anonymous `GET` responses that Cloudflare caches; browsers revalidate each time. */
export interface EdgeCache {
  /** Unique within the module. */
  readonly name: string;
  readonly path: ExactPath;
  readonly seconds: number;
}

/** An additional limit per client address. The zone's own limits still apply. */
export interface EdgeRateLimit {
  readonly name: string;
  /** Applies to these paths and everything below them. */
  readonly under: readonly ExactPath[];
  readonly perMinute: number;
}

/**
 * A path excluded from the zone's prefix limits, because few addresses send much to it and the
 * Worker verifies each request's signature. It gets its own limit instead.
 */
export interface EdgeException {
  readonly name: string;
  readonly path: ExactPath;
  readonly method: "POST";
  /** Why the path may exceed the limits, for readers of the zone's rules. */
  readonly because: string;
  readonly perMinute: number;
}

/** What a module adds to the zone's rules. It cannot remove anything from them. */
export interface ModuleEdge {
  readonly cache?: readonly EdgeCache[];
  readonly rateLimits?: readonly EdgeRateLimit[];
  readonly exceptions?: readonly EdgeException[];
}
