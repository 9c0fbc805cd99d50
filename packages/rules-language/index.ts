/**
 * Cloudflare's Rules language: what the local edge enforces, and what policies prove things about.
 */
export { type CheckOptions, check } from "./check.ts";
export { compile, compileValue, evaluate, type Predicate } from "./compile.ts";
export { type Explanation, explain } from "./explain.ts";
export { type FieldDefinition, fields } from "./fields.ts";
export { type FunctionDefinition, functions } from "./functions.ts";
export { limits, maxRules, type Plan } from "./limits.ts";
export { managedLists, type NamedList, type NamedLists } from "./lists.ts";
export { maxExpressionLength, parse } from "./parse.ts";
export { isPhase, type Phase, type PhaseName, phases } from "./phases.ts";
export { print } from "./print.ts";
export type { RuleRequest } from "./request.ts";
export { type FieldSample, type SampleOptions, sampleRequest } from "./sample.ts";
export type { Node } from "./syntax.ts";
export { type Type, typeName, type Value } from "./types.ts";
