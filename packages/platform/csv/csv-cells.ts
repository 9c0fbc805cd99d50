/**
 * What a spreadsheet takes for a formula, also behind blanks and in full-width characters
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const formula = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/;

/** Whether a spreadsheet would evaluate the text. */
export const isFormula = (text: string): boolean => formula.test(text);

/**
 * A cell in a CSV file (RFC 4180). Semicolons and tabs are quoted too: where they separate cells, a
 * spreadsheet would otherwise cut the text there and evaluate its second half.
 */
export const quotedCell = (text: string): string =>
  /["',;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A cell for a file that people open in a spreadsheet: formulas are escaped as text. */
export const csvCell = (text: string): string => quotedCell(isFormula(text) ? `'${text}` : text);
