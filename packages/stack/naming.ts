/** Maximum name length per vendor and kind of object. */
export const nameLimits = {
  /** Cloudflare: the script's name is part of a host name. */
  worker: 63,
  hyperdrive: 63,
  queue: 63,
  /** Sentry: `slug` of teams and projects. */
  sentry: 50,
  /** Upstash: `database_name`. */
  redis: 40,
  /** Cloudflare: a Logpush job. */
  logpush: 512,
  supabase: 256,
} as const;

export type NamedKind = keyof typeof nameLimits;

export interface Naming {
  readonly service: string;
  readonly environment: string;
  /** A preview's objects carry its name beside the environment. */
  readonly preview?: { readonly name: string } | undefined;
}

/**
 * The name of an object at its vendor: `<service>-<environment>[-<preview>][-<part>]`. One account
 * can contain all environments of several services. Only the service's name is truncated to fit
 * the limit, because the other parts keep a stack's names distinct.
 */
export function nameOf(naming: Naming, kind: NamedKind, part?: string): string {
  const { service, environment, preview } = naming;
  const tail = [environment, preview?.name, part].filter((one) => one !== undefined).join("-");
  const head = service.slice(0, Math.max(1, nameLimits[kind] - tail.length - 1)).replace(/-+$/, "");
  return `${head}-${tail}`;
}
