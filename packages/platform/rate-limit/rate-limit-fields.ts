import { serializeList } from "structured-headers";
import type { Quota, Standing } from "./rate-limit-store.ts";

/** Quotas with a request's standing in each. */
export type Standings = readonly { readonly quota: Quota; readonly standing: Standing }[];

/**
 * RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-11: lists with one member
 * per quota of the route. The draft lapsed on 24 November 2026; its successor will change this
 * file.
 */
export function rateLimitFields(standings: Standings): Record<string, string> {
  const policies = standings.map(({ quota }) =>
    item(quota.name, { q: quota.limit, w: wholeSeconds(quota.windowMs) }),
  );
  const limits = standings.map(({ quota, standing }) =>
    item(quota.name, {
      r: Math.max(0, standing.remaining),
      t: wholeSeconds(standing.resetMs),
    }),
  );
  return { "RateLimit-Policy": serializeList(policies), RateLimit: serializeList(limits) };
}

/** The fields of drafts up to 07, for one quota: for clients that support no others. */
export function olderFields({ quota, standing }: Standings[number]): Record<string, string> {
  return {
    "RateLimit-Limit": String(quota.limit),
    "RateLimit-Remaining": String(Math.max(0, standing.remaining)),
    "RateLimit-Reset": String(wholeSeconds(standing.resetMs)),
  };
}

/** Rounded up, so that a client which waits that long finds room. */
export function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

function item(name: string, parameters: Readonly<Record<string, number>>) {
  return [name, new Map(Object.entries(parameters))] as [string, Map<string, number>];
}
