import { limits } from "../limits.ts";
import { compilePattern, patternMistake } from "../patterns/pattern.ts";
import { captureWildcard, wildcard, wildcardMistake } from "../patterns/wildcard.ts";
import { bytes, type FunctionRow, flags, groups, source, string } from "./function.ts";

const replacement = {
  ...string,
  refuses: (literal: unknown) => replacementMistake(String(literal)),
};

/** Functions that replace matching text. */
export const replacingFunctions: readonly FunctionRow[] = [
  [
    "regex_replace",
    {
      parameters: [
        string,
        { ...string, literal: "only", refuses: (literal) => patternMistake(bytes(literal)) },
        replacement,
      ],
      returns: "String",
      single: true,
      where: { value: [...groups.transforms, ...groups.redirects] },
      make: ([, pattern]) => {
        const compiled = compilePattern(bytes(pattern));
        return (text, _pattern, by) =>
          compiled.replaceFirst(bytes(text), (group) => fill(bytes(by), group));
      },
    },
  ],
  [
    "wildcard_replace",
    {
      parameters: [
        source,
        { ...string, literal: "only", refuses: (literal) => wildcardMistake(bytes(literal)) },
        replacement,
        { ...string, literal: "only", refuses: flags("s") },
      ],
      optional: 1,
      returns: "String",
      single: true,
      where: { value: ["http_request_transform", ...groups.redirects] },
      make: ([, pattern, , options]) => {
        const parsed = wildcard(bytes(pattern), { caseSensitive: bytes(options).includes("s") });
        return (text, _pattern, by) => {
          const captured = captureWildcard(parsed, bytes(text));
          return captured ? fill(bytes(by), (group) => captured[group - 1]) : text;
        };
      },
    },
  ],
];

/**
 * `${1}` stands for the match of the first group or `*`, or for nothing if there is none; `$$` for
 * a dollar.
 */
function fill(by: string, group: (number: number) => string | undefined): string {
  return by.replace(/\$(?:\$|\{(\d+)\})/g, (_whole, number?: string) =>
    number === undefined ? "$" : (group(Number(number)) ?? ""),
  );
}

function replacementMistake(by: string): string | undefined {
  const references = [...by.replaceAll("$$", "").matchAll(/\$\{(\d+)\}/g)].map(([, number]) =>
    Number(number),
  );
  const most = limits.replacementReferences;
  return references.length > most || references.some((number) => number < 1 || number > most)
    ? `a replacement can have at most ${most} references, \${1} to \${${most}}`
    : undefined;
}
