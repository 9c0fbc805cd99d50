/** What a `;` may stand in without ending a statement. */
const skipped =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?(?:\1|$)/g;

/** Whether the text ends with a `;` that is not in a string, a comment or a dollar-quoted body. */
export function isCompleteSql(text: string): boolean {
  return /;\s*$/.test(text.replace(skipped, (part) => (isComment(part) ? "" : "x")));
}

/** One that is not closed goes on in the next line. */
const isComment = (part: string): boolean =>
  part.startsWith("--") || (part.startsWith("/*") && part.endsWith("*/"));
