/** A path in lower case that stands for itself alone: no pattern, no prefix. */
export type ExactPath = `/${string}`;

/** Anonymous `GET` answers that Cloudflare keeps; browsers ask again each time. */
export interface EdgeCache {
  /** Unique within the module. */
  readonly name: string;
  readonly path: ExactPath;
  readonly seconds: number;
}

/** A further limit for each client address. The zone's own limits still apply. */
export interface EdgeRateLimit {
  readonly name: string;
  /** The limit covers these paths and everything below them. */
  readonly under: readonly ExactPath[];
  readonly perMinute: number;
}

/**
 * One path that the zone's limits by prefix leave out, because few addresses send much to it and
 * the Worker checks each request's signature. It gets a limit of its own instead.
 */
export interface EdgeException {
  readonly name: string;
  readonly path: ExactPath;
  readonly method: "POST";
  /** Why the path may have more than the others, for anyone who reads the zone's rules. */
  readonly because: string;
  readonly perMinute: number;
}

/** What a module adds to the zone's rules. There is no way to say less than the zone does. */
export interface ModuleEdge {
  readonly cache?: readonly EdgeCache[];
  readonly rateLimits?: readonly EdgeRateLimit[];
  readonly exceptions?: readonly EdgeException[];
}
