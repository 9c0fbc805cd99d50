import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";

const sarifSchema: object = createRequire(import.meta.url)(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);

/** Violations of Microsoft's SARIF 2.1.0 schema in a log; empty when it is valid. */
export function sarifMistakes(text: string): string[] {
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(sarifSchema);
  return validate(JSON.parse(text))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** libxml2's errors for a JUnit report, by the schema next to this file. */
export async function junitMistakes(text: string): Promise<string[]> {
  const schema = readFileSync(join(import.meta.dirname, "junit.xsd"), "utf8");
  const result = await validateXML({
    xml: [{ fileName: "report.xml", contents: text }],
    schema: [schema],
  });
  return result.errors.map(({ rawMessage }) => rawMessage);
}

/** Lines that are not a valid workflow command: `::error file=…,line=…,title=…::…`. */
export function githubMistakes(text: string): string[] {
  const command =
    /^::(error|warning|notice) (?:[a-z]+=[^,:\r\n]+)(?:,[a-z]+=[^,:\r\n]+)*::[^\r\n]+$/;
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => !command.test(line));
}
