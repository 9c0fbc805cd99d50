import { type ErrorCode, SeaworthyError } from "@seaworthy/core/errors";

/**
 * An error at a position in an expression: line and column count from 1, and the message shows the
 * line with a caret below it.
 */
export function expressionError(
  code: Extract<ErrorCode, `EXPRESSION_${string}`>,
  text: string,
  at: number,
  what: string,
): SeaworthyError {
  const before = text.slice(0, at).split("\n");
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const shown = text.split("\n")[line - 1] ?? "";
  return new SeaworthyError(
    code,
    `${what} (line ${line}, column ${column})\n  ${shown}\n  ${" ".repeat(column - 1)}^`,
    {
      details: { line, column, what },
    },
  );
}
