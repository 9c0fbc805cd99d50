import { RE2JS } from "re2js";
import type { Type, Value } from "./types.ts";
import { wildcardPattern } from "./wildcard.ts";

export interface FunctionDefinition {
  /** Types of the arguments; `variadic` repeats the last. */
  readonly parameters: readonly Type[];
  readonly optional?: number;
  readonly variadic?: true;
  readonly returns: Type;
  readonly run: (args: readonly Value[]) => Value;
}

const bytes = (value: Value): string => (typeof value === "string" ? value : "");
const strings = (values: Value): readonly string[] => (Array.isArray(values) ? values.map(bytes) : []);
const int = (value: Value): number => (typeof value === "number" ? value : 0);

/**
 * Every function that is known here (ruleset-engine/rules-language/functions). With a `[*]` argument, a function of one
 * argument is done for each element and gives an array; `any` and `all` gather what a comparison of `[*]` gives.
 */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map<string, FunctionDefinition>([
  [
    "any",
    {
      parameters: [{ array: "Bool" }],
      returns: "Bool",
      run: ([values]) => Array.isArray(values) && values.some((value) => value === true),
    },
  ],
  [
    "all",
    {
      parameters: [{ array: "Bool" }],
      returns: "Bool",
      run: ([values]) => Array.isArray(values) && values.every((value) => value === true),
    },
  ],
  ["concat", { parameters: ["String"], variadic: true, returns: "String", run: (args) => args.map(bytes).join("") }],
  ["decode_base64", { parameters: ["String"], returns: "String", run: ([text]) => decodeBase64(bytes(text)) }],
  ["ends_with", { parameters: ["String", "String"], returns: "Bool", run: ([text, end]) => bytes(text).endsWith(bytes(end)) }],
  ["starts_with", { parameters: ["String", "String"], returns: "Bool", run: ([text, start]) => bytes(text).startsWith(bytes(start)) }],
  ["len", { parameters: ["String"], returns: "Int", run: ([text]) => Buffer.byteLength(bytes(text)) }],
  ["lower", { parameters: ["String"], returns: "String", run: ([text]) => bytes(text).toLowerCase() }],
  ["upper", { parameters: ["String"], returns: "String", run: ([text]) => bytes(text).toUpperCase() }],
  [
    "regex_replace",
    {
      parameters: ["String", "String", "String"],
      returns: "String",
      run: ([text, pattern, by]) => replaceFirst(bytes(text), bytes(pattern), bytes(by)),
    },
  ],
  [
    "wildcard_replace",
    {
      parameters: ["String", "String", "String"],
      returns: "String",
      run: ([text, pattern, by]) => replaceWildcard(bytes(text), bytes(pattern), bytes(by)),
    },
  ],
  [
    "remove_bytes",
    {
      parameters: ["String", "String"],
      returns: "String",
      run: ([text, drop]) => [...bytes(text)].filter((byte) => !bytes(drop).includes(byte)).join(""),
    },
  ],
  [
    "split",
    {
      parameters: ["String", "String", "Int"],
      returns: { array: "String" },
      run: ([text, by, limit]) => bytes(text).split(bytes(by)).slice(0, int(limit)),
    },
  ],
  ["join", { parameters: [{ array: "String" }, "String"], returns: "String", run: ([values, by]) => strings(values).join(bytes(by)) }],
  [
    "substring",
    {
      parameters: ["String", "Int", "Int"],
      optional: 1,
      returns: "String",
      run: ([text, from, to]) => bytes(text).slice(int(from), to === undefined ? undefined : int(to)),
    },
  ],
  ["to_string", { parameters: ["Int"], returns: "String", run: ([value]) => String(value) }],
  [
    "url_decode",
    { parameters: ["String", "String"], optional: 1, returns: "String", run: ([text, options]) => urlDecode(bytes(text), bytes(options)) },
  ],
]);

function decodeBase64(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

/** `r` decodes until nothing changes, which is how doubly encoded attacks are seen. A broken escape stays as it is. */
function urlDecode(text: string, options: string): string {
  const once = text
    .replaceAll("+", " ")
    .replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"));
  return options.includes("r") && once !== text ? urlDecode(once, options) : once;
}

function replaceFirst(text: string, pattern: string, by: string): string {
  const matcher = RE2JS.compile(pattern).matcher(text);
  if (!matcher.find()) return text;
  return text.slice(0, matcher.start()) + fillGroups(by, (group) => matcher.group(group)) + text.slice(matcher.end());
}

/** The pattern has to match the whole text, or the text stays. */
function replaceWildcard(text: string, pattern: string, by: string): string {
  const matcher = wildcardPattern(pattern, { caseSensitive: false }).matcher(text);
  return matcher.matches() ? fillGroups(by, (group) => matcher.group(group)) : text;
}

/** `${1}` stands for what the first group or `*` matched; a group that there is not stands for nothing. */
function fillGroups(by: string, group: (number: number) => string | null): string {
  return by.replace(/\$\{([1-8])\}/g, (_whole, number: string) => group(Number(number)) ?? "");
}
