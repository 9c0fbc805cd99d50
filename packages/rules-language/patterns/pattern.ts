import { RE2JS, RE2JSException } from "re2js";
import { toBytes, toText } from "../values/bytes.ts";
import { dialectMistake } from "./dialect.ts";

/**
 * A regular expression. RE2 never backtracks: its time is linear in the text, whatever the pattern
 * and text.
 */
export interface Pattern {
  /** Whether it matches anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** The text with its first match replaced; `by` receives the groups, from 1. */
  readonly replaceFirst: (
    text: string,
    by: (group: (number: number) => string | undefined) => string,
  ) => string;
}

/**
 * Cloudflare matches bytes, unless a pattern starts with `(?u)`: then Unicode characters (the
 * functions page, `url_decode`). Throws the errors of `patternMistake`.
 */
export function compilePattern(pattern: string): Pattern {
  const { source, unicode } = modeOf(pattern);
  const compiled = RE2JS.compile(source);
  const inside = unicode ? toText : (text: string) => text;
  const outside = unicode ? toBytes : (text: string) => text;
  return {
    test: (text) => compiled.test(inside(text)),
    replaceFirst: (text, by) => {
      const subject = inside(text);
      const matcher = compiled.matcher(subject);
      if (!matcher.find()) return text;
      const group = (number: number) =>
        number <= matcher.groupCount() ? outside(matcher.group(number) ?? "") : undefined;
      return (
        outside(subject.slice(0, matcher.start())) +
        by(group) +
        outside(subject.slice(matcher.end()))
      );
    },
  };
}

/** What is wrong with a pattern, or undefined. */
export function patternMistake(pattern: string): string | undefined {
  const { source, unicode } = modeOf(pattern);
  try {
    RE2JS.compile(source);
    const mistake = dialectMistake(source, unicode);
    return mistake && `the regular expression is not valid: ${mistake}`;
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown;
    return `the regular expression is not valid: ${thrown.message}`;
  }
}

function modeOf(pattern: string): { readonly source: string; readonly unicode: boolean } {
  const [whole = "", flags = ""] = /^\(\?([a-z]*u[a-z]*)\)/.exec(pattern) ?? [];
  if (whole === "") return { source: pattern, unicode: false };
  const others = flags.replaceAll("u", "");
  return {
    source: `${others ? `(?${others})` : ""}${toText(pattern.slice(whole.length))}`,
    unicode: true,
  };
}
