import type { CheckOptions } from "../check/check.ts";
import type { RuleRequest } from "../request.ts";
import { print } from "../syntax/print.ts";
import type { Node } from "../syntax/syntax.ts";
import { toText } from "../values/bytes.ts";
import type { Value } from "../values/types.ts";
import { checkedAs } from "./compile.ts";
import { reader } from "./reader.ts";

/** One condition of an expression and its result. */
export interface Explanation {
  /** The condition as text. */
  readonly expression: string;
  /** Undefined when earlier conditions had already decided. */
  readonly result: boolean | undefined;
  /** The value tested: the left side of a comparison, or the first argument of a function. */
  readonly found?: Value;
  /** The conditions it combines, in order. */
  readonly parts: readonly Explanation[];
  /** One line for users: the decisive conditions, with the values found. */
  readonly because: string;
}

/**
 * Explains which conditions of an expression decided for this request. Throws like `compile`.
 *
 * ```ts
 * explain('ssl and http.host eq "a.example"', sampleRequest({ host: "b.example" }));
 * // { result: false, because: 'http.host eq "a.example" is false (found "b.example")', parts }
 * ```
 */
export function explain(
  text: string,
  request: RuleRequest,
  options: CheckOptions = {},
): Explanation {
  const { node, types } = checkedAs("Bool", text, {
    response: request.response !== undefined,
    ...options,
  });
  return explainNode(node, (part) => reader(part, types, options.lists)(request));
}

type Read = (node: Node) => Value;

function explainNode(node: Node, read: Read): Explanation {
  switch (node.kind) {
    case "logical":
      return explainLogical(node, read);
    case "not": {
      const part = explainNode(node.operand, read);
      return {
        expression: print(node),
        result: part.result !== true,
        parts: [part],
        because: part.because,
      };
    }
    default: {
      const looked = lookedAt(node);
      return leaf(node, read(node) === true, looked && { value: read(looked) });
    }
  }
}

/** What a condition tests: its left side; for `any` and `all`, that of their inner condition. */
function lookedAt(node: Node): Node | undefined {
  if (node.kind === "comparison" || node.kind === "membership") return node.left;
  const [argument] = node.kind === "call" ? node.args : [];
  if (argument === undefined) return undefined;
  return argument.kind === "comparison" || argument.kind === "membership"
    ? argument.left
    : argument.kind === "not"
      ? undefined
      : argument;
}

function explainLogical(node: Extract<Node, { kind: "logical" }>, read: Read): Explanation {
  const left = explainNode(node.left, read);
  const settled =
    (node.operator === "and" && left.result === false) ||
    (node.operator === "or" && left.result === true);
  if (settled) {
    const right: Explanation = {
      expression: print(node.right),
      result: undefined,
      parts: [],
      because: "not evaluated",
    };
    return {
      expression: print(node),
      result: left.result,
      parts: [left, right],
      because: left.because,
    };
  }
  const right = explainNode(node.right, read);
  const result = node.operator === "xor" ? left.result !== right.result : right.result;
  const rightDecides = node.operator !== "xor" && right.result !== left.result;
  const because = rightDecides ? right.because : `${left.because}, and ${right.because}`;
  return { expression: print(node), result, parts: [left, right], because };
}

function leaf(node: Node, result: boolean, found?: { readonly value: Value }): Explanation {
  const expression = print(node);
  const because = `${expression} is ${result}${found ? ` (found ${show(found.value)})` : ""}`;
  return { expression, result, parts: [], because, ...(found ? { found: found.value } : {}) };
}

/** A value for display on one line; long ones are truncated. */
function show(value: Value): string {
  if (value === undefined) return "nothing";
  const text = toText(
    JSON.stringify(value, (_key, part: unknown) =>
      part instanceof Map ? Object.fromEntries(part) : part,
    ),
  );
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
