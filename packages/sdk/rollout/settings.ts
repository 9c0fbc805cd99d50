import { z } from "zod";

const percentage = z.number().min(0.01).max(99.99);
const seconds = (least: number, most: number) => z.int().min(least).max(most);

/** How a new Worker version receives traffic: `seaworthy:rollout` in a stack file. */
export const rolloutSchema = z.strictObject({
  steps: z
    .array(percentage)
    .min(1)
    .max(10)
    .refine(
      (steps) => steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0)),
      {
        error: "must grow from step to step",
      },
    )
    .default([10, 50])
    .describe("Percent of the requests that the new version gets, step by step, before all"),
  windowSeconds: seconds(5, 86_400)
    .default(60)
    .describe("How long each step is compared with the version before"),
  minimumRequests: z
    .int()
    .min(20)
    .max(1_000_000)
    .default(200)
    .describe(
      "Fewest requests to each version in a step; what visitors do not send is sent by the rollout",
    ),
  tolerateErrors: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.01)
    .describe("Share of errors that is tolerated when the version before has none"),
  worse: z
    .number()
    .min(1)
    .max(10)
    .default(1.5)
    .describe(
      "How many times as many errors, or as long a p95, as the version before is tolerated",
    ),
  paths: z
    .array(z.string().startsWith("/"))
    .max(20)
    .default([])
    .describe("Paths that the rollout asks besides the health check; each must answer a plain GET"),
});

export type RolloutSettings = z.output<typeof rolloutSchema>;
