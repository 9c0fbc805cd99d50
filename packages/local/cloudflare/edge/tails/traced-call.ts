import { z } from "zod";

const requestEvent = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  cf: z.unknown().optional(),
});

const tracedCall = z.object({
  entrypoint: z.string().nullable(),
  outcome: z.string(),
  eventTimestamp: z.number().nullable(),
  event: z.looseObject({ request: requestEvent.optional() }).nullable(),
  logs: z.array(z.object({ message: z.unknown(), level: z.string(), timestamp: z.number() })),
  exceptions: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      stack: z.string().optional(),
      timestamp: z.number(),
    }),
  ),
  truncated: z.boolean(),
});

export const tracedCalls = z.array(tracedCall);

/** One call of a Worker's handler, with what it logged, as workerd reports it. */
export type TracedCall = z.output<typeof tracedCall>;
