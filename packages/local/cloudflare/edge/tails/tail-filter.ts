import { z } from "zod";
import type { TracedCall } from "./traced-call.ts";

const names = z.array(z.string().max(256)).max(20);

/** The filters that wrangler sends; a call has to pass all of them. */
const tailFilter = z.union([
  z.strictObject({ sampling_rate: z.number().gt(0).lte(1) }),
  z.strictObject({ outcome: names }),
  z.strictObject({ method: names }),
  z.strictObject({ header: z.strictObject({ key: z.string(), query: z.string().optional() }) }),
  z.strictObject({ client_ip: names }),
  z.strictObject({ query: z.string() }),
  z.strictObject({ scriptVersion: z.string() }),
]);

export const tailFilters = z.array(tailFilter).max(20);

export type TailFilter = z.output<typeof tailFilter>;

/** Whether a call of that version passes; `random` is a number below 1. */
export function passes(
  filters: readonly TailFilter[],
  versionId: string,
  call: TracedCall,
  random: () => number,
): boolean {
  return filters.every((filter) =>
    "scriptVersion" in filter
      ? filter.scriptVersion === versionId
      : passesOne(filter, call, random),
  );
}

function passesOne(
  filter: Exclude<TailFilter, { scriptVersion: string }>,
  call: TracedCall,
  random: () => number,
): boolean {
  const { request } = call.event ?? {};
  if ("sampling_rate" in filter) return random() < filter.sampling_rate;
  if ("outcome" in filter) return filter.outcome.includes(call.outcome);
  if ("query" in filter)
    return call.logs.some(({ message }) => JSON.stringify(message).includes(filter.query));
  if ("method" in filter)
    return filter.method.some((name) => name.toUpperCase() === request?.method);
  // Everybody here is "self": requests come from this machine.
  if ("client_ip" in filter)
    return filter.client_ip.some(
      (ip) => request && (ip === "self" || ip === request.headers["cf-connecting-ip"]),
    );
  const value = request?.headers[filter.header.key.toLowerCase()];
  return value?.includes(filter.header.query ?? "") ?? false;
}
