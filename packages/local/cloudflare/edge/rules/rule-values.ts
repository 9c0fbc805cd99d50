import { compileValue, type RuleRequest } from "@seaworthy/rules-language/index";

/** A text that a rule sets, or computes for each request. */
export interface TextSource {
  readonly value?: string;
  readonly expression?: string;
}

/**
 * Characters that would end a header or a request line are removed: a computed value may contain
 * client input.
 */
export function textReader(
  source: TextSource,
  options: { response?: boolean } = {},
): (request: RuleRequest) => string {
  const { value, expression } = source;
  if (expression === undefined) return () => value ?? "";
  const read = compileValue(expression, options);
  return (request) => read(request).replace(/[^\t\x20-\x7e\x80-\xff]/g, "");
}
