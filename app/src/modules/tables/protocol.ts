import { z } from "@hono/zod-openapi";
import type { ErrorCode } from "@seaworthy/platform/errors/errors";
import { where } from "./query/query.ts";
import { changesSchema, requestId } from "./rows/changes.ts";
import type { Row } from "./schema/values.ts";

/** The WebSocket subprotocol of this file. */
export const subprotocol = "seaworthy.tables.v1";

export const mostSubscriptions = 20;
/** Rows that a subscription's filter may find: they are sent in one message. */
export const mostSubscribedRows = 1_000;
/** Characters of one message of a client. */
export const longestMessage = 1024 * 1024;

const subscriptionId = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[\w.:-]+$/);
const seq = z.int().min(0);

/** What a client may say. */
export const clientMessage = z.discriminatedUnion("type", [
  /** `since` is the `seq` of the last message that the client has applied. */
  z.strictObject({
    type: z.literal("subscribe"),
    id: subscriptionId,
    query: z.strictObject({ where }).prefault({}),
    since: seq.optional(),
  }),
  z.strictObject({ type: z.literal("unsubscribe"), id: subscriptionId }),
  /** A debounced write is `accepted` at once and `ack`nowledged when it is stored. */
  z.strictObject({
    type: z.literal("write"),
    requestId,
    changes: changesSchema,
    debounced: z.boolean().default(false),
  }),
  /** Everything up to that `seq` has arrived: makes room for more. */
  z.strictObject({ type: z.literal("received"), seq }),
]);
export type ClientMessage = z.output<typeof clientMessage>;
export type WriteMessage = Extract<ClientMessage, { type: "write" }>;

/** What a table says. */
export type ServerMessage =
  /** All rows that the subscription's filter finds, in place of what the client had. */
  | { readonly type: "snapshot"; readonly id: string; readonly seq: number; readonly rows: Row[] }
  /** Rows that the filter finds now, and ids of rows that it does not find, if it ever did. */
  | {
      readonly type: "changes";
      readonly id: string;
      readonly seq: number;
      readonly upserts: Row[];
      readonly deletes: string[];
    }
  | {
      readonly type: "ack";
      readonly requestId: string;
      readonly seq: number;
      readonly ids: readonly string[];
    }
  | { readonly type: "accepted"; readonly requestId: string }
  | {
      readonly type: "error";
      /** Of the request or the subscription that failed. */
      readonly requestId?: string;
      readonly id?: string;
      readonly code: ErrorCode;
      readonly message: string;
    };

/** Why a table closes a socket (RFC 6455, 7.4.1). */
export const closeCodes = {
  notAllowed: 1008,
  tooBig: 1009,
  restart: 1012,
  overloaded: 1013,
  binary: 1003,
} as const;
