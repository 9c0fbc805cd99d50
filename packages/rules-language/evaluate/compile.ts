import { type CheckOptions, checkTypes, type Types, typeOf } from "../check/check.ts";
import { expressionError } from "../errors.ts";
import type { RuleRequest } from "../request.ts";
import { parse } from "../syntax/parse.ts";
import type { Node } from "../syntax/syntax.ts";
import { type Type, typeName } from "../values/types.ts";
import { reader } from "./reader.ts";

export type Predicate = (request: RuleRequest) => boolean;

/**
 * Parses, type-checks and compiles a rule's expression, which must be true or false. Throws
 * EXPRESSION_INVALID or EXPRESSION_UNSUPPORTED with line, column and a caret.
 *
 * ```ts
 * const isAuth = compile('starts_with(lower(http.request.uri.path), "/auth/")');
 * isAuth(sampleRequest({ path: "/AUTH/token" })); // true
 * ```
 */
export function compile(text: string, options: CheckOptions = {}): Predicate {
  const { node, types } = checkedAs("Bool", text, options);
  const read = reader(node, types, options.lists);
  return (request) => read(request) === true;
}

/**
 * Like `compile`, for expressions that compute text, such as a header's value. The result is bytes,
 * one per character, as Node writes headers; a missing value becomes empty.
 *
 * ```ts
 * compileValue('concat("id-", http.host)')(sampleRequest()); // "id-example.com"
 * ```
 */
export function compileValue(
  text: string,
  options: CheckOptions = {},
): (request: RuleRequest) => string {
  const { node, types } = checkedAs("String", text, { ...options, use: "value" });
  const read = reader(node, types, options.lists);
  return (request) => String(read(request) ?? "");
}

/**
 * Whether the request matches the expression. To evaluate many requests, compile once.
 *
 * ```ts
 * const lists = { office: { kind: "ip", items: ["192.0.2.0/24"] } };
 * evaluate('ip.src in $office', sampleRequest(), { lists }); // true
 * ```
 */
export function evaluate(text: string, request: RuleRequest, options: CheckOptions = {}): boolean {
  return compile(text, { response: request.response !== undefined, ...options })(request);
}

/** The syntax tree of an expression of that type, with the types of its parts. */
export function checkedAs(
  wanted: Type,
  text: string,
  options: CheckOptions,
): { readonly node: Node; readonly types: Types } {
  const node = parse(text);
  const types = checkTypes(node, text, options);
  const type = typeOf(types, node);
  if (type === wanted) return { node, types };
  const hint =
    typeName(type) === "Bool of each element" ? "; use any() or all() to combine them" : "";
  throw expressionError(
    "EXPRESSION_INVALID",
    text,
    node.at,
    `the expression must be ${typeName(wanted)}, but is ${typeName(type)}${hint}`,
  );
}
