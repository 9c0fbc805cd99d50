import { readFileSync } from "node:fs";
import { join } from "node:path";
import peggy from "peggy";
import { expressionError } from "../errors.ts";
import { limits } from "../limits.ts";
import { toBytes } from "../values/bytes.ts";
import type { Node } from "./syntax.ts";

export const maxExpressionLength = limits.expressionLength;

/** On first use: generating it takes a tenth of a second, and most processes parse nothing. */
let generated: peggy.Parser | undefined;
const parserOf = (): peggy.Parser =>
  (generated ??= peggy.generate(readFileSync(join(import.meta.dirname, "grammar.peggy"), "utf8"), {
    allowedStartRules: ["start"],
  }));

/**
 * Parses an expression without checking names or types; `print` is the inverse. Throws
 * EXPRESSION_INVALID with line, column and what was expected there.
 *
 * ```ts
 * parse("not ssl");
 * // { kind: "not", operand: { kind: "field", name: "ssl", index: [], at: 4 }, at: 0 }
 * ```
 */
export function parse(text: string): Node {
  if (text.length > maxExpressionLength) {
    const what = `the expression has ${text.length} characters; Cloudflare allows ${maxExpressionLength}`;
    throw expressionError("EXPRESSION_INVALID", text.slice(0, 60), 0, what);
  }
  const parser = parserOf();
  try {
    return parser.parse(text, { limits, toBytes }) as Node;
  } catch (thrown) {
    if (!(thrown instanceof parser.SyntaxError)) throw thrown;
    const { message, found, expected, location } = thrown as peggy.parser.SyntaxError;
    throw expressionError(
      "EXPRESSION_INVALID",
      text,
      location.start.offset,
      expected ? describe(found ?? null, expected) : message,
    );
  }
}

function describe(found: string | null, expected: readonly peggy.parser.Expectation[]): string {
  const wanted = [...new Set(expected.map(nameOf).filter((name) => name !== undefined))]
    .sort()
    .join(", ");
  const met = found === null ? "the expression ends" : `"${found}" is`;
  return `${met} where ${wanted || "something else"} is expected`;
}

function nameOf(expectation: peggy.parser.Expectation): string | undefined {
  if (expectation.type === "literal") return `"${expectation.text}"`;
  if (expectation.type === "other") return expectation.description;
  return expectation.type === "end" ? "the end" : undefined;
}
