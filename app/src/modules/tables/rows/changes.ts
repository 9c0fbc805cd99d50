import { z } from "@hono/zod-openapi";
import { uuid } from "@seaworthy/platform/request/uuid";
import { cells } from "../schema/values.ts";

/** Changes per batch. */
export const mostChanges = 1_000;

const changeSchema = z.discriminatedUnion("op", [
  /** A client-chosen id makes it safe to send the row again. */
  z.strictObject({ op: z.literal("insert"), id: uuid.optional(), values: cells }),
  z.strictObject({ op: z.literal("update"), id: uuid, values: cells }),
  z.strictObject({ op: z.literal("delete"), id: uuid }),
]);
export type Change = z.output<typeof changeSchema>;

/** Applied atomically. */
export const changesSchema = z.array(changeSchema).min(1).max(mostChanges);

/** A batch repeated with the same id gets the first one's response. */
export const requestId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w.:-]+$/);

export interface Written {
  /** The number of the last change in the table's log. */
  readonly seq: number;
  /** The rows' ids, in the order of the changes. */
  readonly ids: readonly string[];
}
