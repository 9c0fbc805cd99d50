/** Cloudflare's Rules language: the local edge enforces it, and policies reason about it. */
export { type CheckOptions, check } from "./check/check.ts";
export { compile, compileValue, evaluate, type Predicate } from "./evaluate/compile.ts";
export { type Explanation, explain } from "./evaluate/explain.ts";
export { type FieldDefinition, fields } from "./fields.ts";
export { type FunctionDefinition, functions } from "./functions.ts";
export { limits, maxRules, type Plan } from "./limits.ts";
export { managedLists, type NamedList, type NamedLists, strangeItem } from "./lists.ts";
export { isPhase, type Phase, type PhaseName, phases } from "./phases.ts";
export {
  type FoundRedirect,
  redirectFinder,
  sourceParts,
  type UrlRedirect,
} from "./redirects.ts";
export type { RuleRequest } from "./request.ts";
export { type FieldSample, type SampleOptions, sampleRequest } from "./sample.ts";
export { maxExpressionLength, parse } from "./syntax/parse.ts";
export { print } from "./syntax/print.ts";
export type { Node } from "./syntax/syntax.ts";
export { type Type, typeName, type Value } from "./values/types.ts";
