import { type Types, typeOf } from "../check/check.ts";
import { fields } from "../fields.ts";
import type { Run } from "../functions/function.ts";
import { functions } from "../functions.ts";
import type { NamedLists } from "../lists.ts";
import type { RuleRequest } from "../request.ts";
import { print } from "../syntax/print.ts";
import type { Call, Field, Index, Logical, Node } from "../syntax/syntax.ts";
import { isEach, isList, type Value } from "../values/types.ts";
import { comparisonTest, dynamicTest, membershipTest, type Test } from "./compare.ts";

/** Evaluates a part of an expression for a request; undefined is a missing value. */
export type Reader = (request: RuleRequest) => Value;

const missing: Reader = () => undefined;

/**
 * Compiles a checked expression to closures: patterns, sets and addresses are prepared here, and
 * evaluation allocates only what functions create.
 */
export function reader(node: Node, types: Types, lists?: NamedLists): Reader {
  const of = (part: Node): Reader => reader(part, types, lists);
  const onEach = (part: Node): boolean => isEach(typeOf(types, part));
  const tested = (left: Node, test: Test): Reader => {
    const read = of(left);
    if (!onEach(left)) return (request) => test(read(request));
    return (request) => ofEach(read(request), test);
  };
  const comparedWith = (
    left: Node,
    right: Reader,
    test: ReturnType<typeof dynamicTest>,
  ): Reader => {
    const read = of(left);
    if (!onEach(left)) return (request) => test(read(request), right(request));
    return (request) => {
      const other = right(request);
      return ofEach(read(request), (element) => test(element, other));
    };
  };
  switch (node.kind) {
    case "literal":
      return () => node.value;
    case "not":
      return negated(of(node.operand), onEach(node));
    case "logical":
      return onEach(node)
        ? combinedEach(node, of(node.left), of(node.right))
        : combined(node.operator, chain(node).map(of));
    case "comparison":
      return node.right.kind === "literal"
        ? tested(node.left, comparisonTest(node.operator, node.right))
        : comparedWith(
            node.left,
            of(node.right),
            dynamicTest(node.operator, typeOf(types, node.right)),
          );
    case "membership":
      return tested(node.left, membershipTest(node.set, lists));
    case "field":
      return indexed(fieldReader(node), node.index);
    case "call": {
      const read = call(
        node,
        node.args.map(of),
        node.args[0] !== undefined && onEach(node.args[0]),
      );
      return indexed(isShared(node) ? sharedReader(node, read) : read, node.index);
    }
  }
}

/**
 * Calls on fields only, such as `lower(http.user_agent)`: many rules of a ruleset use them, with
 * the same result.
 */
function isShared({ args, index }: Call): boolean {
  const known = args.every(
    (argument) =>
      argument.kind === "literal" ||
      argument.kind === "field" ||
      (argument.kind === "call" && isShared(argument)),
  );
  return known && index.length === 0 && args.some(({ kind }) => kind !== "literal");
}

const shared = new Map<string, Reader>();

/** Beyond this, results are not shared. */
const maxShared = 10_000;

/**
 * Calls with the same text share a reader, which keeps the value for the last request: one
 * request's rules are evaluated in sequence.
 */
function sharedReader(node: Call, read: Reader): Reader {
  const text = print(node);
  const known = shared.get(text);
  if (known) return known;
  let last: { readonly request: RuleRequest; readonly value: Value } | undefined;
  const once: Reader = (request) => {
    if (last?.request !== request) last = { request, value: read(request) };
    return last.value;
  };
  if (shared.size >= maxShared) shared.clear();
  shared.set(text, once);
  return once;
}

function fieldReader({ name }: Field): Reader {
  const read = fields.get(name)?.read ?? missing; // check rejects unknown names
  return (request) => {
    const given = request.fields?.get(name);
    return given === undefined ? read(request) : given;
  };
}

function negated(operand: Reader, each: boolean): Reader {
  if (!each) return (request) => operand(request) !== true;
  return (request) => ofEach(operand(request), (result) => result !== true);
}

/** Flattens `a and b and c` into one list of conditions, however long. */
function chain(node: Logical): Node[] {
  const row: Node[] = [];
  let left: Node = node;
  while (left.kind === "logical" && left.operator === node.operator) {
    row.unshift(left.right);
    left = left.left;
  }
  return [left, ...row];
}

function combined(operator: Logical["operator"], conditions: readonly Reader[]): Reader {
  const [first = missing, second = missing] = conditions;
  if (operator === "xor")
    return (request) =>
      conditions.filter((condition) => condition(request) === true).length % 2 === 1;
  const settles = operator === "or";
  if (conditions.length === 2) {
    return settles
      ? (request) => first(request) === true || second(request) === true
      : (request) => first(request) === true && second(request) === true;
  }
  return (request) => {
    for (const condition of conditions)
      if ((condition(request) === true) === settles) return settles;
    return !settles;
  };
}

const combinations: Readonly<
  Record<Logical["operator"], (left: boolean, right: boolean) => boolean>
> = {
  and: (left, right) => left && right,
  or: (left, right) => left || right,
  xor: (left, right) => left !== right,
};

/** Both sides are conditions on the same array, so their results correspond by position. */
function combinedEach({ operator }: Logical, left: Reader, right: Reader): Reader {
  const combine = combinations[operator];
  return (request) => {
    const others = right(request);
    const results = left(request);
    if (!isList(results) || !isList(others)) return undefined;
    return results.map((result, index) => combine(result === true, others[index] === true));
  };
}

/**
 * If the first argument is `[*]`, a function runs for each element; `any` and `all` combine the
 * results.
 */
function call(node: Call, args: readonly Reader[], overEach: boolean): Reader {
  const definition = functions.get(node.name);
  if (!definition) return missing; // rejected by check
  const run = definition.make(
    node.args.map((argument) => (argument.kind === "literal" ? argument.value : undefined)),
  );
  const takesMissing = (definition.takesMissing ?? false) && !gathersValue(node);
  if (!overEach || definition.gathers) return applied(run, args, takesMissing);
  const [first = missing, ...rest] = args;
  return (request) => {
    const others = rest.map((argument) => argument(request));
    const isMissing = !takesMissing && others.includes(undefined);
    return ofEach(first(request), (element) =>
      isMissing || (element === undefined && !takesMissing) ? undefined : run(element, ...others),
    );
  };
}

/**
 * `all(starts_with(missing[*], "a"))` is false, although `all(missing[*] eq "a")` is true: in
 * Cloudflare's engine only a condition is true for a missing array (wirefilter, logical_expr.rs).
 */
function gathersValue({ name, args: [argument] }: Call): boolean {
  const gathers = functions.get(name)?.gathers ?? false;
  return gathers && (argument?.kind === "call" || argument?.kind === "field");
}

/**
 * Avoids an array for the usual numbers of arguments. A missing argument gives a missing value,
 * unless the function accepts it.
 */
function applied(run: Run, args: readonly Reader[], takesMissing: boolean): Reader {
  const [first = missing, second = missing] = args;
  if (!takesMissing && args.length === 1) {
    return (request) => {
      const value = first(request);
      return value === undefined ? undefined : run(value);
    };
  }
  if (!takesMissing && args.length === 2) {
    return (request) => {
      const [left, right] = [first(request), second(request)];
      return left === undefined || right === undefined ? undefined : run(left, right);
    };
  }
  return (request) => {
    const values = args.map((argument) => argument(request));
    return !takesMissing && values.includes(undefined) ? undefined : run(...values);
  };
}

function indexed(read: Reader, index: readonly Index[]): Reader {
  return index.reduce<{ readonly read: Reader; readonly each: boolean }>(stepped, {
    read,
    each: false,
  }).read;
}

function stepped(
  { read, each }: { readonly read: Reader; readonly each: boolean },
  by: Index,
): { read: Reader; each: boolean } {
  if (by.kind !== "each") {
    if (!each) return { read: (request) => pick(read(request), by), each };
    return { read: (request) => ofEach(read(request), (element) => pick(element, by)), each };
  }
  if (!each) return { read: (request) => elementsOf(read(request)), each: true };
  return {
    read: (request) => elementsOf(read(request))?.flatMap((element) => elementsOf(element) ?? []),
    each,
  };
}

function pick(value: Value, by: Exclude<Index, { kind: "each" }>): Value {
  if (by.kind === "position") return isList(value) ? value[by.number] : undefined;
  return value instanceof Map ? (value.get(by.key) as Value) : undefined;
}

function elementsOf(value: Value): readonly Value[] | undefined {
  if (value instanceof Map) return [...(value.values() as Iterable<Value>)];
  return isList(value) ? value : undefined;
}

/** A missing array stays missing. */
function ofEach(value: Value, change: (element: Value) => Value): Value {
  return isList(value) ? value.map(change) : undefined;
}
