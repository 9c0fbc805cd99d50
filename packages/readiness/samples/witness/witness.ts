import {
  type CheckOptions,
  compile,
  type Node,
  parse,
  print,
  type RuleRequest,
  sampleRequest,
} from "@seaworthy/rules-language/index";
import type { Alteration } from "./alteration.ts";
import { alterationsOf } from "./field-alterations.ts";
import { readLeaf } from "./leaf.ts";

/** Alterations that together give an expression a certain result; the empty one changes nothing. */
export type Witness = readonly Alteration[];

/** Maximum per part of an expression, so that the search ends. */
const most = 160;

/**
 * Ways to alter a request so that an expression is, or is not, true for it. They are guesses from
 * the expression's own structure and literals; callers must evaluate the result.
 */
export function witnessesOf(
  expression: string,
  wanted: boolean,
  options: CheckOptions = {},
): readonly Witness[] {
  const key = `${wanted} ${expression}`;
  const found = kept.get(key) ?? solve(parse(expression), wanted, options);
  kept.set(key, found);
  return found;
}

const kept = new Map<string, readonly Witness[]>();

function solve(node: Node, wanted: boolean, options: CheckOptions): readonly Witness[] {
  if (node.kind === "not") return solve(node.operand, !wanted, options);
  if (node.kind !== "logical") return leafWitnesses(node, wanted, options);
  const { left, right, operator } = node;
  if (operator === "xor")
    return either(joined(left, true, right, !wanted), joined(left, false, right, wanted));
  return (operator === "and") === wanted
    ? joined(left, wanted, right, wanted)
    : either(solve(left, wanted, options), solve(right, wanted, options));

  function joined(one: Node, first: boolean, two: Node, second: boolean): readonly Witness[] {
    return products(solve(one, first, options), solve(two, second, options));
  }
}

/** Alternates between both, so that neither crowds out the other. */
function either(one: readonly Witness[], two: readonly Witness[]): readonly Witness[] {
  const longest = Math.max(one.length, two.length);
  return Array.from({ length: longest }, (_, index) =>
    [one[index], two[index]].filter((witness) => witness !== undefined),
  )
    .flat()
    .slice(0, most);
}

/** Each of the first with each of the second; combinations of early ones come first. */
function products(firsts: readonly Witness[], seconds: readonly Witness[]): readonly Witness[] {
  return firsts
    .flatMap((first, row) =>
      seconds.map((second, column) => ({ both: [...first, ...second], rank: row + column })),
    )
    .sort((one, two) => one.rank - two.rank)
    .slice(0, most)
    .map(({ both }) => both);
}

/**
 * No alteration, in case the condition already has the result, and each alteration that produces
 * it.
 */
function leafWitnesses(node: Node, wanted: boolean, options: CheckOptions): readonly Witness[] {
  const leaf = readLeaf(node);
  const holds = compile(print(node), options);
  const bases = [plain, asked, ...hostsIn(leaf.texts).map((host) => ({ ...plain, host }))];
  const found = leaf.fields
    .flatMap((field) => alterationsOf(field, leaf))
    .filter(({ apply }) => bases.some((base) => holds(apply(base)) === wanted));
  return [[], ...found.map((one) => [one])];
}

const plain = sampleRequest();
const asked = sampleRequest({ path: "/a/b", query: "a=b", headers: { "user-agent": "x" } });

/** The hosts of addresses: a comparison with a whole address is about one host. */
const hostsIn = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => /^(?:\w+:\/\/)?([\w-]+(?:\.[\w-]+)+)\//.exec(text)?.[1] ?? []);

export const altered = (request: RuleRequest, witness: Witness): RuleRequest =>
  witness.reduce((changed, { apply }) => apply(changed), request);
