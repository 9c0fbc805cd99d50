import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import {
  evaluate,
  fields,
  type RuleRequest,
  type SampleOptions,
  sampleRequest,
  type Type,
  type Value,
} from "@seaworthy/rules-language/index";
import fc from "fast-check";
import { figuresOf, type Outcome } from "../figures.ts";
import type { SuiteRun } from "../suite.ts";
import { differences } from "./differences.ts";
import { type Answer, askEngine, buildEngine } from "./engine.ts";
import { expressions, requests } from "./expressions.ts";
import { kindOf } from "./kinds.ts";

const count = 10_000;
/** Fixed, so that two runs are about the same expressions. */
const seed = 15;

/** The fields that the generated expressions read. */
const read = [
  "ssl",
  "http.host",
  "http.request.uri.path",
  "http.request.method",
  "http.user_agent",
  "http.request.headers",
  "http.request.headers.names",
  "http.request.headers.values",
  "http.request.uri.args",
  "http.request.uri.args.names",
  "http.request.uri.args.values",
  "http.request.timestamp.msec",
  "cf.edge.server_port",
  "ip.src",
  "ip.src.asnum",
] as const;

/**
 * https://github.com/cloudflare/wirefilter, Cloudflare's own engine of the Rules language, against
 * ours: generated expressions, each with a request. The crate that its registry has is years older
 * than the language, so the engine is given by path.
 */
export const run: SuiteRun = async (path) => {
  if (path === undefined) return undefined;
  const program = await buildEngine(path);
  const cases = fc
    .sample(fc.tuple(expressions, requests), { numRuns: count, seed })
    .map(([expression, sample]) => ({ expression, request: sampleRequest(withArguments(sample)) }));
  const answers = await askEngine(
    program,
    Object.fromEntries(read.map((name) => [name, typeOf(name)])),
    cases.map(({ expression, request }) => ({ expression, values: valuesOf(request) })),
  );
  const outcomes = cases.map(({ expression, request }, index): Outcome => {
    const theirs = answers[index];
    const ours = answerOf(expression, request);
    const same = theirs !== undefined && sayOf(theirs) === sayOf(ours);
    const id = `${kindOf(expression, ours, theirs)}: ${expression}`;
    return { id, failure: same ? undefined : `${theirs && sayOf(theirs)}, here ${sayOf(ours)}` };
  });
  const refused = answers.filter((answer) => "refused" in answer).length;
  const holding = answers.filter((answer) => "holds" in answer && answer.holds).length;
  return figuresOf(outcomes, differences, { refused, true: holding });
};

function withArguments({
  args,
  ...sample
}: SampleOptions & { args: Readonly<Record<string, readonly string[]>> }): SampleOptions {
  const pairs = Object.entries(args).flatMap(([name, values]) =>
    values.map((value) => `${name}=${value}`),
  );
  return { ...sample, query: pairs.join("&") };
}

function answerOf(expression: string, request: RuleRequest): Answer {
  try {
    return { holds: evaluate(expression, request) };
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    return { refused: messageOf(thrown) };
  }
}

/** Reasons for refusals differ in their words. */
const sayOf = (answer: Answer): string => ("holds" in answer ? String(answer.holds) : "refused");

function valuesOf(request: RuleRequest): Record<string, unknown> {
  return Object.fromEntries(
    read.flatMap((name) => {
      const value = fields.get(name)?.read(request);
      return value === undefined ? [] : [[name, plain(value)]];
    }),
  );
}

function plain(value: Value): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, element]) => [key, plain(element as Value)]));
  return Array.isArray(value) ? value.map((element: Value) => plain(element)) : value;
}

function typeOf(name: string): Type {
  const field = fields.get(name);
  if (!field) throw new SeaworthyError("EXPRESSION_UNSUPPORTED", `${name} is not a field.`);
  return field.type;
}
