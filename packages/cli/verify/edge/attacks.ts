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
import { questionOf } from "../http/visitor.ts";

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
    if (answer.status !== 403) passed.push(`${questionOf(request).path}: ${answer.status}`);
  }
  return shown(what, passed.length === 0, {
    declared: `${declared.length} samples are refused`,
    observed: passed.length === 0 ? "all got 403" : `passed: ${passed.join("; ")}`,
    policies: [policy, "edge-rules-enabled"],
  });
}
