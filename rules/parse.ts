import { readFileSync } from "node:fs";
import { join } from "node:path";
import peggy from "peggy";
import { expressionError } from "./errors.ts";
import type { Node } from "./syntax.ts";

/** Cloudflare's own limit: developers.cloudflare.com/ruleset-engine/rules-language/expressions. */
export const maxExpressionLength = 4096;
/** Ours: so that no input can exhaust the stack. */
export const maxNesting = 100;

const parser = peggy.generate(readFileSync(join(import.meta.dirname, "grammar.peggy"), "utf8"), { allowedStartRules: ["start"] });

/**
 * Parses an expression without looking at names or types.
 * Throws EXPRESSION_INVALID with line, column and what was expected there.
 */
export function parse(text: string): Node {
  if (text.length > maxExpressionLength) {
    throw expressionError(
      "EXPRESSION_INVALID",
      text.slice(0, 60),
      0,
      `the expression has ${text.length} characters; Cloudflare takes ${maxExpressionLength}`,
    );
  }
  refuseDeepNesting(text);
  try {
    return parser.parse(text) as Node;
  } catch (thrown) {
    if (!(thrown instanceof parser.SyntaxError)) throw thrown;
    const { found, expected, location } = thrown as peggy.parser.SyntaxError;
    const wanted = [...new Set(expected?.map(describe).filter((word) => word !== undefined))].sort().join(", ");
    const met = found === null ? "the expression ends" : `"${found}" is`;
    throw expressionError("EXPRESSION_INVALID", text, location.start.offset, `${met} where ${wanted || "something else"} is expected`);
  }
}

function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === "(" || character === "!") depth++;
    if (character === ")") depth--;
    if (depth > maxNesting)
      throw expressionError("EXPRESSION_INVALID", text, index, `the expression is nested deeper than ${maxNesting} levels`);
  }
  if ((text.match(/\bnot\b/g)?.length ?? 0) > maxNesting) {
    throw expressionError("EXPRESSION_INVALID", text, 0, `the expression has more than ${maxNesting} negations`);
  }
}

function describe(expectation: peggy.parser.Expectation): string | undefined {
  if (expectation.type === "literal") return `"${expectation.text}"`;
  if (expectation.type === "other") return expectation.description;
  return expectation.type === "end" ? "the end" : undefined;
}
