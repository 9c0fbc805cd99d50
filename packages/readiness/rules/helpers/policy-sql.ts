/** Functions that return who the caller is. */
const asker = /\bauth\s*\.\s*(uid|jwt|role|email)\s*\(|\bcurrent_setting\s*\(/i;

/**
 * Whether SQL looks up the caller for each row: outside of a `(select auth.uid())`, which
 * PostgreSQL evaluates once per statement. A sub-select that reads a table may run for each row.
 */
export const asksEachRow = (sql: string): boolean => asker.test(sql.replaceAll(onceAStatement, ""));

const balanced = /(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*/.source;
const onceAStatement = new RegExp(`\\(\\s*select\\s+(?!${balanced}\\bfrom\\b)${balanced}\\)`, "gi");
