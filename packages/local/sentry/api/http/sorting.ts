import type { Context } from "hono";
import { notImplemented, problem } from "./problem.ts";

/** What items are ordered by; false for an order that Sentry has and the local cloud lacks. */
type Key<T> = ((item: T) => number | string) | false;

export interface Sorting<T> {
  /** Name of the query's parameter. */
  readonly parameter: "sort" | "sortBy";
  readonly keys: Readonly<Record<string, Key<T>>>;
  /** Used when the query does not say. */
  readonly byDefault: string;
  /** The order of a name without a prefix; `either` also takes `-name`, which descends. */
  readonly direction: "descending" | "either";
}

/** The items in the order that the query asks for; items with equal keys stay in their order. */
export function sorted<T>(
  context: Context,
  items: readonly T[],
  { parameter, keys, byDefault, direction }: Sorting<T>,
): T[] {
  const given = context.req.query(parameter) ?? byDefault;
  const descends = direction === "descending" || given.startsWith("-");
  const name = direction === "either" ? given.replace(/^-/, "") : given;
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (key === false) throw notImplemented(`${parameter}=${given}`);
  if (key === undefined)
    throw problem(400, {
      [parameter]: [`"${given}" is not a valid choice: ${Object.keys(keys).join(", ")}.`],
    });
  const sign = descends ? -1 : 1;
  return items.toSorted((left, right) => sign * order(key(left), key(right)));
}

function order(left: number | string, right: number | string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
