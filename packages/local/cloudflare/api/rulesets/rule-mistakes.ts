import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import {
  compile,
  compileValue,
  type NamedLists,
  type PhaseName,
  type Plan,
} from "@seaworthy/rules-language/index";
import type { ApiError } from "../envelope.ts";

/** Codes of the Rulesets API: one for values, one for expressions. */
export const rulesetCodes = {
  value: 20120,
  expression: 20127,
  unsupported: 20018,
  tooMany: 20217,
} as const;

/** Fields that need the body itself; its size is known. */
const bodyField = /\bhttp\.request\.body\.(?!size\b)[\w.]+/;

/** Where an expression is used. */
export interface ExpressionPlace {
  readonly phase: string;
  readonly plan: Plan;
  /** True where the response is available. */
  readonly response: boolean;
  /** All lists; expressions that compute text reference none. */
  readonly lists?: NamedLists;
  /** True for expressions that compute text. */
  readonly value?: boolean;
}

/** Validation errors of one expression, with our reason in Cloudflare's wording. */
export function checkExpression(
  text: string,
  name: string,
  options: ExpressionPlace,
  pointer: string,
): ApiError[] {
  const unread = bodyField.exec(text);
  if (unread)
    return [
      {
        code: rulesetCodes.unsupported,
        message: `'${text}' is not a valid value for ${name} because the local edge does not read bodies for rules: ${unread[0]}`,
        pointer,
      },
    ];
  try {
    const checks = {
      phase: options.phase as PhaseName,
      plan: options.plan,
      response: options.response,
      lists: options.lists ?? {},
      areListsComplete: true,
    };
    if (options.value) compileValue(text, checks);
    else compile(text, checks);
    return [];
  } catch (thrown) {
    const unsupported =
      thrown instanceof SeaworthyError && thrown.code === "EXPRESSION_UNSUPPORTED";
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    const message = `'${text}' is not a valid value for ${name} because ${unsupported ? "the local cloud does not implement a part of it" : "parsing failed"}: ${messageOf(thrown)}`;
    return [
      { code: unsupported ? rulesetCodes.unsupported : rulesetCodes.expression, message, pointer },
    ];
  }
}

export function invalid(value: unknown, name: string, why: string, pointer: string): ApiError {
  return {
    code: rulesetCodes.value,
    message: `'${String(value)}' is not a valid value for ${name} because ${why}`,
    pointer,
  };
}
