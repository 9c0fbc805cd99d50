/** Cloudflare's Rules language: what the local edge enforces, and what policies prove things about. */
export { type CheckOptions, check } from "./check.ts";
export { compile, compileValue, evaluate, type Predicate } from "./compile.ts";
export { type Explanation, explain } from "./explain.ts";
export { fields } from "./fields.ts";
export { functions } from "./functions.ts";
export { maxExpressionLength, parse } from "./parse.ts";
export { print } from "./print.ts";
export { type RuleRequest, sampleRequest } from "./request.ts";
export type { Node } from "./syntax.ts";
export { type Type, typeName } from "./types.ts";
