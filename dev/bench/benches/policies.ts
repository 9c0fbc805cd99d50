import { join } from "node:path";
import { readPlan } from "@seaworthy/cli/check/plan/plan";
import { engine } from "@seaworthy/cli/check/preview/engine";
import {
  type EphemeralStack,
  openEphemeralStack,
} from "@seaworthy/cli/check/preview/ephemeral-stack";
import { preview } from "@seaworthy/cli/check/preview/preview";
import { readStackFile } from "@seaworthy/cli/check/preview/stack-file";
import { createStandInStack } from "@seaworthy/cli/check/preview/stand-in-stack";
import { findProject } from "@seaworthy/core/project";
import { evaluate } from "@seaworthy/readiness/evaluate";
import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { median, seconds } from "../stopwatch.ts";

const rounds = 5;
const many = 1000;

/**
 * The cost of judging: relative to a preview of prod without the pack, and per resource for a
 * thousand of them.
 */
export async function measure(): Promise<Record<string, unknown>> {
  const ground = await openEphemeralStack(findProject().root, () => {});
  try {
    const original = join(findProject().root, "Pulumi.prod.yaml");
    const { environment } = ground;
    const stack = { root: findProject().root, stack: "prod", environment };
    const configFile = await createStandInStack({
      ...stack,
      configFile: original,
      directory: join(ground.directory, "stack"),
    });
    const { resources } = readPlan(await preview({ ...stack, configFile }), {
      root: findProject().root,
      registrations: new Map(),
    });
    const previews = await measurePreviews(ground, configFile);
    return {
      rounds,
      resources: resources.length,
      preview: previews,
      judging: await measureJudging(resources, readStackFile(original).config),
    };
  } finally {
    await ground.close();
  }
}

/** Alternating, so that a slow minute affects both. */
async function measurePreviews({ environment }: EphemeralStack, configFile: string) {
  const run = (...more: string[]) =>
    seconds(() =>
      engine(
        ["preview", "--stack", "prod", "--config-file", configFile, "--non-interactive", ...more],
        {
          directory: findProject().root,
          environment,
        },
      ),
    );
  const pairs: { without: number; with: number }[] = [];
  for (let round = 0; round < rounds; round++)
    pairs.push({ without: await run(), with: await run("--policy-pack", findProject().policies) });
  return {
    withoutPackSeconds: median(pairs.map(({ without }) => without)),
    withPackSeconds: median(pairs.map((pair) => pair.with)),
    ratio: median(pairs.map((pair) => pair.with / pair.without)),
  };
}

/**
 * The same plan, and one enlarged to a thousand resources with copies of its own;
 * `ratioPerResource` is 1 when the time is proportional to the size.
 */
async function measureJudging(
  resources: readonly PlannedResource[],
  config: ReturnType<typeof readStackFile>["config"],
) {
  const facts = {
    stack: "prod",
    environment: "prod",
    today: "2026-11-21",
    config,
    knowsEncrypted: true,
  } as const;
  const judge = (resources: readonly PlannedResource[]) => evaluate({ resources }, facts);
  const thousand = copies(resources);
  const pairs: { few: number; many: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const few = await seconds(async () => judge(resources));
    pairs.push({ few, many: await seconds(async () => judge(thousand)) });
  }
  return {
    seconds: median(pairs.map(({ few }) => few)),
    secondsOfThousand: median(pairs.map((pair) => pair.many)),
    ratioPerResource: median(
      pairs.map((pair) => pair.many / thousand.length / (pair.few / resources.length)),
    ),
  };
}

function copies(resources: readonly PlannedResource[]): PlannedResource[] {
  return Array.from({ length: many }, (_, index) => {
    const of = resources[index % resources.length];
    const copy = Math.floor(index / resources.length);
    return of === undefined
      ? []
      : [{ ...of, name: `${of.name}-${copy}`, urn: `${of.urn}-${copy}` }];
  }).flat();
}
