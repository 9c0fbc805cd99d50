import type { Finding } from "../rules/rule.ts";

/** How messages name the part of a resource that they are about. */
const named =
  /\b(?:Rule|Binding|Output|Table|View|Function|Phase|Header|Origin|Role|Policy|Index|Column|Schema|Type|Extension|Trigger|Bucket|Record|Variable) ([\w./:-]*\w)/;
/** `public.posts`; only at the start of a message, because elsewhere a host name looks the same. */
const qualifiedAnywhere = /(?<![\w./-])([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?![\w./-])/;
const qualifiedFirst = /^([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?![\w./-])/;
const variable = /^([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/;

/**
 * The part of its resource that a finding is about: a binding, a table, a rule's ref. Undefined
 * when it is about the whole resource.
 */
export function subjectOf({ subject, message, resource, place }: Finding): string | undefined {
  if (subject !== undefined) return subject;
  const qualified = place === undefined ? qualifiedFirst : qualifiedAnywhere;
  const found = [named, qualified, variable]
    .map((pattern) => pattern.exec(message)?.[1])
    .find((text) => text !== undefined && /[A-Za-z]/.test(text) && text !== "undefined");
  return found === resource?.name ? undefined : found;
}
