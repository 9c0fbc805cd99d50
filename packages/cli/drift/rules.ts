import { isList, isValues, type Value, type Values } from "@seaworthy/plugins/kit/values";

/** How a phase's rules differ from the declared ones. */
export interface RulesDifference {
  readonly changed: readonly { readonly index: number; readonly live: Values }[];
  /** Declared but missing. */
  readonly missing: readonly number[];
  /** Live but not declared. */
  readonly foreign: readonly Values[];
  /** Declared rules run in another order, or foreign rules run before or between them. */
  readonly moved: boolean;
}

/** Rules are matched by `ref`, then by their effect, then by description. */
export function differenceOfRules(
  declared: readonly Values[],
  live: readonly Values[],
): RulesDifference {
  const pairs = pair(declared, live);
  const taken = new Set(pairs.values());
  const positions = declared.flatMap((_, index) => pairs.get(index) ?? []);
  return {
    changed: [...pairs].flatMap(([index, at]) => {
      const [wanted, found] = [declared[index], live[at]];
      return wanted && found && !agrees(wanted, found) ? [{ index, live: found }] : [];
    }),
    missing: declared.flatMap((_, index) => (pairs.has(index) ? [] : [index])),
    foreign: live.filter((_, at) => !taken.has(at)),
    moved: positions.some((position, index) => index > 0 && position < (positions[index - 1] ?? 0)),
  };
}

const keys: readonly ((rule: Values) => Value)[] = [
  ({ ref }) => ref ?? null,
  ({ action, expression }) => JSON.stringify([action, expression]),
  ({ description }) => description ?? null,
];

/** Maps declared positions to live positions. */
function pair(declared: readonly Values[], live: readonly Values[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  for (const keyOf of keys)
    for (const [index, rule] of declared.entries()) {
      const key = keyOf(rule);
      if (pairs.has(index) || key === null) continue;
      const at = live.findIndex((other, place) => !taken.has(place) && keyOf(other) === key);
      if (at === -1) continue;
      pairs.set(index, at);
      taken.add(at);
    }
  return pairs;
}

/** Whether the live value contains the declared one; additions by the vendor are ignored. */
export function agrees(declared: Value | undefined, live: Value | undefined): boolean {
  if (declared === undefined || declared === null) return true;
  if (isList(declared))
    return (
      isList(live) &&
      declared.length === live.length &&
      declared.every((item, index) => agrees(item, live[index]))
    );
  if (isValues(declared))
    return (
      isValues(live) && Object.entries(declared).every(([key, item]) => agrees(item, live[key]))
    );
  return declared === live;
}
