/** Functions that return who the caller is. */
const asker = /\bauth\s*\.\s*(uid|jwt|role|email)\s*\(|\bcurrent_setting\s*\(/i;

/**
 * Whether SQL looks up the caller for each row: outside of a `(select auth.uid())`, which
 * PostgreSQL evaluates once per statement. A sub-select that reads a table may run for each row.
 */
export const asksEachRow = (sql: string): boolean => asker.test(sql.replaceAll(onceAStatement, ""));

const balanced = /(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*/.source;
const onceAStatement = new RegExp(`\\(\\s*select\\s+(?!${balanced}\\bfrom\\b)${balanced}\\)`, "gi");

/**
 * Whether a condition, as printed by PostgreSQL, lets every row through: `true`, `1 = 1`, `x or
 * true`, a column that equals itself, or that there is a caller at all.
 */
export function isAlwaysTrue(sql: string): boolean {
  const text = withoutParentheses(sql.toLowerCase().trim());
  const either = split(text, "or");
  if (either.length > 1) return either.some(isAlwaysTrue);
  const all = split(text, "and");
  if (all.length > 1) return all.every(isAlwaysTrue);
  const plain = text.replaceAll(/::[\w ."]+?(?=[\s)]|$)/g, "").replaceAll(/[()\s]/g, "");
  const [, left, right] = /^('[^']*'|[\w."]+)=('[^']*'|[\w."]+)$/.exec(plain) ?? [];
  if (left !== undefined && left === right) return true;
  return ["true", "notfalse"].includes(plain) || anyCaller.test(plain);
}

/** Every signed-in user has an id, a token and this role. */
const anyCaller =
  /^(selectauth\.(uid|jwt)as(uid|jwt)|auth\.(uid|jwt))isnotnull$|^(selectauth\.roleasrole|auth\.role)='authenticated'$/;

/** Removes the outer parentheses. */
function withoutParentheses(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (const [index, letter] of [...text].entries()) {
    depth += depthOf(letter);
    if (depth === 0)
      return index === text.length - 1 ? withoutParentheses(text.slice(1, -1).trim()) : text;
  }
  return text;
}

const depthOf = (letter: string): number => (letter === "(" ? 1 : letter === ")" ? -1 : 0);

/** Splits at a word outside of all parentheses and quotes. */
function split(text: string, word: "or" | "and"): string[] {
  const parts = [""];
  let depth = 0;
  for (const token of text.match(/'[^']*'|"[^"]*"|\w+|\s+|[^\w\s]/g) ?? []) {
    depth += depthOf(token);
    if (depth === 0 && token === word) parts.push("");
    else parts.push(`${parts.pop()}${token}`);
  }
  return parts.map((part) => part.trim());
}
