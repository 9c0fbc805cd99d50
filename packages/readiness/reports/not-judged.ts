import module, { type Builder } from "junit-report-builder";
import type { Log } from "sarif";
import { commandOf } from "./github.ts";
import { commentMark } from "./markdown.ts";

/** Why a stack could not be judged. A missing report would look like one without findings. */
export interface NotJudged {
  readonly stack: string;
  readonly code: string;
  readonly message: string;
}

/** See junit.ts. */
const junit = module as unknown as Builder;

/** Each format's output in place of a report. */
export const notJudgedFormats = {
  text: (one: NotJudged) => `${heading(one)}\n${one.code}: ${one.message}\n`,
  json: (one: NotJudged) => `${JSON.stringify({ formatVersion: 2, notJudged: one }, null, 2)}\n`,
  sarif: (one: NotJudged) => `${JSON.stringify(sarifOf(one), null, 2)}\n`,
  junit: junitOf,
  markdown: (one: NotJudged) =>
    `${commentMark(one.stack)}\n## ${heading(one)}\n\n    ${one.code}: ${indented(one.message)}\n`,
  github: (one: NotJudged) => commandOf("error", heading(one), `${one.code}: ${one.message}`),
} as const satisfies Readonly<Record<string, (one: NotJudged) => string>>;

const heading = ({ stack }: NotJudged): string => `Seaworthy: ${stack} was not judged`;

/** An indented block shows any text verbatim. */
const indented = (text: string): string => text.replaceAll("\n", "\n    ");

function junitOf({ stack, code, message }: NotJudged): string {
  const builder = junit.newBuilder().name(`seaworthy ${stack}`);
  const suite = builder.testSuite().name(`seaworthy.${stack}`);
  suite.testCase().className("seaworthy").name("judged").time(0).error(message, code);
  return `${builder.build()}\n`;
}

function sarifOf({ stack, code, message }: NotJudged): Log {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "seaworthy" } },
        automationDetails: { id: `seaworthy/${stack}/` },
        invocations: [
          {
            executionSuccessful: false,
            exitCode: 2,
            toolExecutionNotifications: [
              { level: "error", message: { text: message }, descriptor: { id: code } },
            ],
          },
        ],
        results: [],
      },
    ],
  };
}
