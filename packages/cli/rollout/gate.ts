import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import type { RolloutSettings } from "@seaworthy/sdk/rollout/settings";
import { sendAlert } from "../audit/alert.ts";
import { openTrail } from "../audit/trail.ts";
import type { Stack } from "../project.ts";
import { type Engine, openEngine } from "../rotate/stack/engine.ts";
import { operatorTokenOf, type StackState, versionOf } from "../rotate/stack/stack-state.ts";
import { stackTags } from "../rotate/stack/tags.ts";
import { sentryClient } from "../vendor-clients.ts";
import { type Deployed, openDeployed } from "../worker/deployed.ts";
import { changedClasses } from "../worker/object-classes.ts";
import { listOf, problemsOf } from "../worker/smoke-test.ts";
import { versionOverride } from "../worker/worker.ts";
import { readNumbers } from "./measure.ts";
import { newIssues } from "./new-issues.ts";
import { type RolloutEnd, type RolloutPorts, rollOutGated } from "./rollout.ts";
import { findSplit } from "./split.ts";
import { sendRound } from "./synthetic.ts";

export interface GateOptions {
  readonly stack: Stack;
  readonly environment: Environment;
  readonly manifest: Manifest;
  readonly settings: RolloutSettings;
  /** In place of the stack file. */
  readonly configFile: string | undefined;
  readonly say: (line: string) => void;
}

/**
 * Rolls the engine's uploaded version out to all requests, or takes it back. Every outcome except
 * "nothing to do" produces an audit line and an alert. Throws ROLLOUT_FAILED, ROLLOUT_REFUSED and
 * ROLLOUT_PAUSED.
 */
export async function passGate(options: GateOptions): Promise<void> {
  const { stack, environment, settings, configFile, say } = options;
  const engine = openEngine(stack, environment, configFile);
  const state = await engine.readState();
  const deployed = openDeployed(state.manifest, environment);
  const interrupt = interruption();
  try {
    const ports = await portsOf(options, state, deployed, interrupt.signal);
    const end = await rollOutGated(versionOf(state), settings, ports);
    if (end.outcome === "alone") return;
    await tell(options, state, end);
    await conclude(engine, stack, end, say);
  } finally {
    interrupt.end();
  }
}

async function portsOf(
  { environment, settings, say }: GateOptions,
  state: StackState,
  { worker, versions }: Deployed,
  signal: AbortSignal,
): Promise<RolloutPorts> {
  const { manifest } = state;
  const { url } = manifest.app;
  const versionId = versionOf(state);
  const [deployment, version] = await Promise.all([worker.shares(), versions.read(versionId)]);
  const base = findSplit(deployment, versionId)?.base ?? versionId;
  const token = operatorTokenOf(state);
  const override = (id: string) => versionOverride(manifest.worker.script, id);
  const sentry = sentryClient(environment);
  const requests = (id: string) => [
    ...[manifest.routes.ready, ...settings.paths].map((path) => ({
      url: url + path,
      headers: override(id),
    })),
    {
      url: url + manifest.routes.generations,
      headers: { ...override(id), authorization: `Bearer ${token}` },
    },
  ];
  return {
    shares: worker.shares,
    deploy: worker.deploy,
    atOnce: async (old, id) =>
      changedClasses(...(await Promise.all([versions.read(old), versions.read(id)]))),
    smoke: async (id) => listOf(await problemsOf(worker, state, id)),
    numbers: (id) => readNumbers(url, token, id, override(id)),
    newIssues: (id) => {
      const question = { versionId: id, base, sinceMs: Date.parse(version.created_on) };
      return newIssues(sentry, manifest.sentry, question);
    },
    send: (id, count) => sendRound(requests(id), count, signal),
    sleep: (ms) => delay(ms, undefined, { signal }),
    now: () => performance.now(),
    say,
  };
}

/** Ctrl-C takes the version back, and so does a CI that cancels the job. */
function interruption(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once("SIGINT", abort).once("SIGTERM", abort);
  return {
    signal: controller.signal,
    end: () => void process.off("SIGINT", abort).off("SIGTERM", abort),
  };
}

async function tell(
  { stack, environment, say }: GateOptions,
  { manifest }: StackState,
  { outcome, versionId, base = "", reasons }: RolloutEnd,
): Promise<void> {
  const why = reasons.join("; ");
  // A failed version counts as bad for rollbacks.
  const [from, to] = outcome === "failed" ? [versionId, base] : [base, versionId];
  const level = { passed: "info", failed: "error" } as const;
  const unsent = await sendAlert(manifest.sentry.dsn, {
    level: outcome === "passed" || outcome === "failed" ? level[outcome] : "warning",
    logger: "seaworthy.rollout",
    message: `Rollout of a version of the app: ${outcome}`,
    fingerprint: `seaworthy-rollout-${outcome}`,
    tags: { version: versionId, base },
    extra: { why },
  });
  if (unsent !== undefined) say(unsent);
  const what = `rollout-${outcome}`;
  await openTrail(stackTags(stack.name, environment)).add({ what, from, to, why });
}

async function conclude(
  engine: Engine,
  { name }: Stack,
  { outcome, versionId, base, reasons, exposedSeconds = 0 }: RolloutEnd,
  say: (line: string) => void,
): Promise<void> {
  const figures = reasons.map((reason) => `\n  ${reason}`).join("");
  if (outcome === "passed") {
    say(`Version ${versionId} gets all requests:${figures}`);
    // Updates the state to what is deployed, so that a plain preview has no changes.
    await engine.run({}, { hold: false });
    return;
  }
  if (outcome === "failed")
    throw new SeaworthyError(
      "ROLLOUT_FAILED",
      `Version ${versionId} was taken back after ${exposedSeconds.toFixed(1)} s; ${base} serves:${figures}\nFix it, or try the same again: npx seaworthy up ${name}`,
    );
  if (outcome === "refused")
    throw new SeaworthyError(
      "ROLLOUT_REFUSED",
      `Version ${versionId} got no requests; ${base} serves. Durable Object classes differ, and Cloudflare changes them for all requests at once, so a share of them cannot try it:${figures}\nSend it everything in one step: npx seaworthy up ${name} --no-gate. Deploy the classes alone first, and the code that uses them with the gate after that.`,
    );
  throw new SeaworthyError(
    "ROLLOUT_PAUSED",
    `The rollout of version ${versionId} is paused, not enough is known:${figures}\nGo on: npx seaworthy up ${name}. Take it back: npx seaworthy rollback ${name}. Send it everything without evidence: npx seaworthy up ${name} --no-gate`,
  );
}
