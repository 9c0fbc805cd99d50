import { isObject, objectsIn } from "@seaworthy/readiness/plan/value";
import { rulesOfPhase } from "@seaworthy/readiness/rules/helpers/edge/edge-rules";
import { sqlInjections } from "@seaworthy/readiness/samples/attacks";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import type { Question } from "../http/visitor.ts";

export const securityHeaders: Experiment = {
  id: "security-headers",
  title: "Every answer has the declared security headers, the edge's own pages too",
  effect: "read-only",
  policies: ["edge-security-headers", "edge-headers-agree"],
  seconds: 30,
  run: async (context) => {
    const expected = new Map([...ofApp(context), ...ofEdge(context)]);
    if (expected.size === 0) return [unknown("Security headers", "None is declared.")];
    const observations: Observation[] = [];
    for (const [what, question, left] of asked(context)) {
      const visitor = context.visitor();
      const { headers, status } = await visitor.ask(question);
      const wrong = [...expected].filter(
        ([name, value]) => !left.includes(name) && headers[name] !== value,
      );
      observations.push(
        shown(`Headers of ${what}`, wrong.length === 0, {
          declared: `${expected.size} headers`,
          observed:
            wrong.length === 0
              ? `all of them, with status ${status}`
              : wrong.map(([name]) => `${name}: ${headers[name] ?? "missing"}`).join("; "),
        }),
      );
    }
    return observations;
  },
};

/** A request of each kind, with the headers that only the app sets: the edge's pages lack them. */
function asked(context: Context): readonly (readonly [string, Question, readonly string[]])[] {
  const atEdge = new Set(ofEdge(context).map(([name]) => name));
  const appOnly = ofApp(context).flatMap(([name]) => (atEdge.has(name) ? [] : [name]));
  const [attack] = sqlInjections;
  return [
    ["the readiness route", { path: context.state.manifest.routes.ready }, []],
    ["a path that there is not", { path: "/zz9-no-such-path" }, []],
    ["a request that the edge refuses", { path: `/?${attack?.request.query ?? ""}` }, appOnly],
  ];
}

const ofApp = ({ app }: Context): (readonly [string, string])[] =>
  Object.entries(app?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);

/** Headers that rules set to a fixed text on every response. */
function ofEdge(context: Context): (readonly [string, string])[] {
  const { rules } = rulesOfPhase(context.declared("ruleset"), "http_response_headers_transform");
  return rules
    .filter(({ expression }) => expression === "true")
    .flatMap(({ declared }) => objectsIn([declared.actionParameters]))
    .flatMap(({ headers }) => (isObject(headers) ? Object.entries(headers) : []))
    .flatMap(([name, set]) =>
      isObject(set) && set.operation === "set" && typeof set.value === "string"
        ? [[name.toLowerCase(), set.value] as const]
        : [],
    );
}
