import { rulesOfPhase } from "@seaworthy/readiness/rules/helpers/edge/edge-rules";
import { stoppedBy } from "@seaworthy/readiness/rules/helpers/edge/firewall";
import {
  type Attack,
  pathTraversals,
  scannerProbes,
  scriptInjections,
  sqlInjections,
} from "@seaworthy/readiness/samples/attacks";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { type Answer, questionOf } from "../http/visitor.ts";

const kinds: readonly (readonly [string, readonly Attack[], string])[] = [
  ["SQL in a query", sqlInjections, "edge-blocks-sql-injection"],
  ["Script in a query", scriptInjections, "edge-blocks-script-injection"],
  ["A way out of the folder", pathTraversals, "edge-blocks-path-traversal"],
  ["A scanner's probe", scannerProbes, "edge-blocks-scanners"],
];

export const attacks: Experiment = {
  id: "attacks",
  title: "The edge refuses what is never a real request, and lets harmless requests pass",
  effect: "synthetic",
  policies: [...kinds.map(([, , policy]) => policy), "edge-rules-enabled", "edge-people-pass"],
  seconds: 60,
  run: async (context) => {
    const observations: Observation[] = [];
    for (const [what, samples, policy] of kinds)
      observations.push(await tryKind(context, what, samples, policy));
    const visitor = context.visitor();
    const { status } = await visitor.ask({ path: context.state.manifest.routes.ready });
    observations.push(
      shown("A harmless request", status !== 403, {
        declared: "not refused",
        observed: `answered ${status}`,
        policies: ["edge-people-pass"],
      }),
    );
    return observations;
  },
};

async function tryKind(
  context: Context,
  what: string,
  samples: readonly Attack[],
  policy: string,
): Promise<Observation> {
  const { rules } = rulesOfPhase(context.declared("ruleset"), "http_request_firewall_custom");
  const declared = samples.filter(({ request }) => stoppedBy(rules, request) !== undefined);
  if (declared.length === 0)
    return unknown(what, "No declared rule refuses any sample.", [policy, "edge-rules-enabled"]);
  const passed: string[] = [];
  for (const { request } of declared) {
    const answer = await context.visitor().ask(questionOf(request));
    if (!isByEdge(answer)) passed.push(`${questionOf(request).path}: ${statusText(answer)}`);
  }
  return shown(what, passed.length === 0, {
    declared: `${declared.length} samples are refused`,
    observed: passed.length === 0 ? "all got 403 from the edge" : `passed: ${passed.join("; ")}`,
    policies: [policy, "edge-rules-enabled"],
  });
}

/** The app refuses some of them too, as the edge's second line. */
const isByApp = ({ headers }: Answer): boolean =>
  headers["content-type"]?.startsWith("application/problem+json") === true;

export const isByEdge = (answer: Answer): boolean => answer.status === 403 && !isByApp(answer);

const statusText = (answer: Answer): string =>
  isByApp(answer) ? `${answer.status} from the app` : `${answer.status}`;
