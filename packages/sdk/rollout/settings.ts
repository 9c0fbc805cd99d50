import { z } from "zod";

const percentage = z.number().min(0.01).max(99.99);
const seconds = (least: number, most: number) => z.int().min(least).max(most);

/** What a rollout can send by itself on a slow connection. */
const sentPerSecond = 20;

const fields = z.strictObject({
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
    .describe("Percentages of requests that the new version gets, in this order, before 100 %"),
  windowSeconds: seconds(5, 86_400)
    .default(60)
    .describe("How long each step is compared with the previous version, in seconds"),
  minimumRequests: z
    .int()
    .min(20)
    .max(86_400 * sentPerSecond)
    .default(200)
    .describe(
      "Minimum requests to each version in a step, at most 20 per second of the window; the rollout sends those that users don't",
    ),
  tolerateErrors: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.01)
    .describe("Tolerated error rate when the previous version has no errors"),
  worse: z
    .number()
    .min(1)
    .max(10)
    .default(1.5)
    .describe("Tolerated ratio of the new version's error rate and p95 to the previous version's"),
  paths: z
    .array(z.string().startsWith("/"))
    .max(20)
    .default([])
    .describe(
      "Paths that the rollout requests besides the health check; each must respond to a GET without headers",
    ),
});

/** How a new Worker version receives traffic: `seaworthy:rollout` in a stack file. */
export const rolloutSchema = fields.superRefine(({ minimumRequests, windowSeconds }, context) => {
  const most = windowSeconds * sentPerSecond;
  if (minimumRequests <= most) return;
  const longer = Math.ceil(minimumRequests / sentPerSecond);
  context.addIssue({
    code: "custom",
    path: ["minimumRequests"],
    message: `must be at most ${most}: the rollout sends up to ${sentPerSecond} requests a second to each version for windowSeconds (${windowSeconds}). For ${minimumRequests}, set windowSeconds to ${longer}`,
  });
});

export type RolloutSettings = z.output<typeof rolloutSchema>;
