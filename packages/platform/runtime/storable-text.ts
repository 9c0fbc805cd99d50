/** PostgreSQL's texts, and some of SQLite's functions, take neither NUL nor half characters. */
export const isStorableText = (text: string): boolean =>
  text.isWellFormed() && !text.includes("\0");
