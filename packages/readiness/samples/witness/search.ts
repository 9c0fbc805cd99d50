import type { CheckOptions, RuleRequest } from "@seaworthy/rules-language/index";
import type { Slot } from "./alteration.ts";
import { altered, type Witness, witnessesOf } from "./witness.ts";

interface Asked {
  readonly expression: string;
  readonly options: CheckOptions;
}

export interface Search {
  /** Requests to start from. */
  readonly bases: readonly RuleRequest[];
  /** Expressions that must become false, or true, for an altered request. */
  readonly expressions: readonly Asked[];
  readonly wanted: boolean;
  /** What may not be altered. */
  readonly fixed?: readonly Slot[];
  /** Whether an altered request is one being searched for. */
  readonly accept: (request: RuleRequest) => boolean;
}

/** Maximum tries per search. */
const most = 12_000;

/**
 * Searches for a request that an exception in the expressions lets through: alters each base by the
 * expressions' own literals, for one expression at a time and then for two together.
 */
export function findAltered({
  bases,
  expressions,
  wanted,
  fixed = [],
  accept,
}: Search): RuleRequest | undefined {
  const free = (witness: Witness) => witness.every(({ slot }) => !fixed.includes(slot));
  const each = expressions.map(({ expression, options }) =>
    witnessesOf(expression, wanted, options).filter((one) => one.length > 0 && free(one)),
  );
  const few = fewPaths(bases);
  let tries = 0;
  for (const witness of candidates(each))
    for (const base of witness.some(({ slot }) => slot === "path") ? few : bases) {
      tries += 1;
      if (tries > most) return undefined;
      const request = altered(base, witness);
      if (accept(request)) return request;
    }
  return undefined;
}

const pathsPerKind = 4;

/** Where an alteration replaces the path, requests that differ by path alone become the same. */
function fewPaths(bases: readonly RuleRequest[]): readonly RuleRequest[] {
  const kindOf = ({ method, host, query, headers, headerNames }: RuleRequest) =>
    JSON.stringify([method, host, query, [...headers], headerNames]);
  return [...Map.groupBy(bases, kindOf).values()].flatMap((alike) => alike.slice(0, pathsPerKind));
}

/** Per expression of a pair; the first ones differ most. */
const mostOfPair = 24;

function* candidates(each: readonly (readonly Witness[])[]): Generator<Witness> {
  const longest = Math.max(0, ...each.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1)
    for (const witnesses of each) {
      const witness = witnesses[at];
      if (witness !== undefined) yield witness;
    }
  for (const [index, first] of each.entries())
    for (const second of each.slice(index + 1))
      for (const one of first.slice(0, mostOfPair))
        for (const two of second.slice(0, mostOfPair)) yield [...one, ...two];
}
