import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defined } from "@seaworthy/core/defined";
import { hasErrno, messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { type Format, formatNames, formats } from "@seaworthy/readiness/reports/formats";
import { type NotJudged, notJudgedFormats } from "@seaworthy/readiness/reports/not-judged";
import type { Report } from "@seaworthy/readiness/reports/report";

/** One destination of a report; standard output when there is no file. */
export interface Output {
  readonly format: Format;
  readonly file?: string;
}

/**
 * Parses `sarif=report.sarif` and `text`. Throws USAGE; only one format may go to standard output.
 */
export function parseOutputs(given: readonly string[]): Output[] {
  const outputs = given.map(parseOutput);
  const printed = outputs.filter(({ file }) => file === undefined);
  if (printed.length > 1) {
    const names = printed.map(({ format }) => format).join(" and ");
    throw new SeaworthyError(
      "USAGE",
      `Only one format can be printed, but you asked for ${names}. Write one to a file: --format ${printed[1]?.format}=<file>.`,
    );
  }
  return outputs;
}

function parseOutput(text: string): Output {
  const [name = "", file] = splitAtFirst(text, "=");
  const format = formatNames.find((one) => one === name);
  if (format === undefined)
    throw new SeaworthyError(
      "USAGE",
      `Unknown format ${name}. Formats: ${formatNames.join(", ")}.`,
    );
  if (file === "") throw new SeaworthyError("USAGE", `--format ${text} has no file name.`);
  return { format, ...defined({ file }) };
}

function splitAtFirst(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

export function writeReport(
  report: Report,
  outputs: readonly Output[],
  print: (text: string) => void,
): void {
  for (const { format, file } of outputs) {
    const text = formats[format](report);
    if (file === undefined) print(text);
    else writeTo(file, text);
  }
}

/**
 * Writes into each file why the stack was not judged: a missing file would look like a clean
 * report.
 */
export function writeNotJudged(why: NotJudged, outputs: readonly Output[]): void {
  for (const { format, file } of outputs)
    if (file !== undefined) writeTo(file, notJudgedFormats[format](why));
}

function writeTo(file: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    if (
      !hasErrno(
        cause,
        "EISDIR",
        "ENOTDIR",
        "EEXIST",
        "EACCES",
        "EPERM",
        "EROFS",
        "ENOENT",
        "ENAMETOOLONG",
      )
    )
      throw cause;
    throw new SeaworthyError(
      "USAGE",
      `Cannot write the report to ${file}: ${messageOf(cause)}. Choose a writable path, e.g. --format json=report.json.`,
      { cause },
    );
  }
}
