import { setTimeout as delay } from "node:timers/promises";
import { findProject } from "@seaworthy/core/project";
import { pauseProcess, readCloudStatus, requireCloud } from "../../local-cloud.ts";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import type { Visitor } from "../http/visitor.ts";

/** A monitor polls at most once a minute; it must see the failure at its next poll. */
const redWithinSeconds = 15;
const greenWithinSeconds = 30;
/** The pause ends by itself, so that a killed run leaves nothing halted. */
const pauseSeconds = redWithinSeconds + 10;

export const health: Experiment = {
  id: "health",
  title: "The readiness route turns red when a part hangs, in time, and green again after it",
  effect: "destructive",
  policies: ["pooling-timeouts-nested", "cache-redis-timeout", "database-login-timeout"],
  seconds: 240,
  run: async (context) => {
    const visitor = context.visitor();
    const before = await readiness(context, visitor);
    if (before !== 200)
      return [
        shown("Ready at first", false, {
          declared: "200 while every part runs",
          observed: `${before}`,
        }),
      ];
    const observations: Observation[] = [];
    for (const name of await partsOf(context))
      observations.push(...(await tryPart(context, visitor, name)));
    return observations.length > 0
      ? observations
      : [unknown("Parts of the stack", "The local cloud runs none of its services.")];
  },
};

/** The processes of the stack's own database, pooler and Redis databases. */
async function partsOf({ state }: Context): Promise<readonly string[]> {
  const { supabase, redis } = state.manifest;
  const ids = [supabase.projectRef, ...redis.map(({ id }) => id)];
  const { processes } = await readCloudStatus(requireCloud(findProject().cloudDirectory));
  return processes.map(({ name }) => name).filter((name) => ids.some((id) => name.endsWith(id)));
}

async function tryPart(
  context: Context,
  visitor: Visitor,
  name: string,
): Promise<readonly Observation[]> {
  const cloud = requireCloud(findProject().cloudDirectory);
  const pause = pauseProcess(cloud, name);
  context.cleanUp(() => pause.end());
  await pause.begin(pauseSeconds);
  const red = await secondsUntil(503, redWithinSeconds, context, visitor);
  await pause.end();
  const green = await secondsUntil(200, greenWithinSeconds, context, visitor);
  return [
    shown(`${name} hangs`, red !== undefined, {
      declared: `503 within ${redWithinSeconds} s`,
      observed: red === undefined ? "still 200" : `503 after ${red} s`,
    }),
    shown(`${name} runs again`, green !== undefined, {
      declared: `200 within ${greenWithinSeconds} s`,
      observed: green === undefined ? "still not ready" : `200 after ${green} s`,
    }),
  ];
}

const readiness = async ({ state }: Context, visitor: Visitor): Promise<number> =>
  (await visitor.ask({ path: state.manifest.routes.ready })).status;

/** Undefined when that status did not come in time. */
async function secondsUntil(
  status: number,
  seconds: number,
  context: Context,
  visitor: Visitor,
): Promise<number | undefined> {
  const began = performance.now();
  const passed = () => Math.round((performance.now() - began) / 100) / 10;
  while (passed() < seconds) {
    if ((await readiness(context, visitor)) === status) return passed();
    await delay(200);
  }
  return undefined;
}
