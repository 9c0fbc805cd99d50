import { SeaworthyError } from "@seaworthy/core/errors";

/**
 * Maximum nesting depth of a document: the recursion limit of serde_json, which Sentry's Relay and
 * Cloudflare's APIs are built on; no vendor's call comes close to it.
 */
export const maxJsonDepth = 127;

/**
 * Parses untrusted JSON. Throws INPUT_INVALID for invalid JSON, and for nesting so deep that
 * recursive code would overflow the stack.
 */
export function parseBoundedJson(text: string, maxDepth = maxJsonDepth): unknown {
  if (isDeeper(text, maxDepth))
    throw new SeaworthyError("INPUT_INVALID", `JSON is nested deeper than ${maxDepth} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "not JSON";
    throw new SeaworthyError("INPUT_INVALID", `JSON parse error - ${reason}`, { cause });
  }
}

const code = (character: string): number => character.charCodeAt(0);
const [quote, backslash] = [code('"'), code("\\")];
const opening = new Set([code("["), code("{")]);
const closing = new Set([code("]"), code("}")]);

/** Only counts brackets outside strings; the parser decides whether it is JSON at all. */
function isDeeper(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inText) {
      if (character === backslash) at += 1;
      else if (character === quote) inText = false;
    } else if (character === quote) inText = true;
    else if (opening.has(character)) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (closing.has(character)) depth -= 1;
  }
  return false;
}
