/** Tokens in which a `;` does not end a statement. */
const skipped =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?(?:\1|$)/g;

/** Whether the text ends with a `;` outside strings, comments and dollar-quoted bodies. */
export function isCompleteSql(text: string): boolean {
  return /;\s*$/.test(text.replace(skipped, (part) => (isComment(part) ? "" : "x")));
}

/** An unclosed one continues on the next line. */
const isComment = (part: string): boolean =>
  part.startsWith("--") || (part.startsWith("/*") && part.endsWith("*/"));
