/** Longest name that each vendor takes for a kind of object. */
export const nameLimits = {
  /** Cloudflare: the script's name is part of a host name. */
  worker: 63,
  hyperdrive: 63,
  /** Sentry: `slug` of teams and projects. */
  sentry: 50,
  /** Upstash: `database_name`. */
  redis: 40,
  supabase: 256,
} as const;

export type NamedKind = keyof typeof nameLimits;

export interface Naming {
  readonly service: string;
  readonly environment: string;
}

/**
 * The name of an object at its vendor: `<service>-<environment>[-<part>]`. One account can hold all
 * environments of several services. The service's name is cut where the limit asks for it;
 * environment and part are what tells two names of one stack apart.
 */
export function nameOf({ service, environment }: Naming, kind: NamedKind, part?: string): string {
  const tail = [environment, ...(part === undefined ? [] : [part])].join("-");
  const head = service.slice(0, Math.max(1, nameLimits[kind] - tail.length - 1)).replace(/-+$/, "");
  return `${head}-${tail}`;
}
