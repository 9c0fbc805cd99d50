import { z } from "@hono/zod-openapi";
import type { ErrorCode } from "@seaworthy/platform/errors/errors";
import { where } from "./query/query.ts";
import { changesSchema, requestId } from "./rows/changes.ts";
import type { Row } from "./schema/values.ts";

/** The WebSocket subprotocol defined in this file. */
export const subprotocol = "seaworthy.tables.v1";

export const mostSubscriptions = 20;
/** Rows that a subscription's filter may match: they are sent in one message. */
export const mostSubscribedRows = 1_000;
/** Maximum characters of a client's message. */
export const longestMessage = 1024 * 1024;

const subscriptionId = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[\w.:-]+$/);
const seq = z.int().min(0);
/** A text that rows are compared with. */
export const similarText = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

/** Messages from clients. */
export const clientMessage = z.discriminatedUnion("type", [
  /** `since` is the `seq` of the last message the client has applied. */
  z.strictObject({
    type: z.literal("subscribe"),
    id: subscriptionId,
    query: z.strictObject({ where }).prefault({}),
    since: seq.optional(),
  }),
  /** Rows whose semantic columns are similar to the text, for an hour. */
  z.strictObject({
    type: z.literal("subscribe-similar"),
    id: subscriptionId,
    text: similarText,
    least: z.number().min(-1).max(1).default(0.5),
  }),
  /** Ends a subscription of either kind. */
  z.strictObject({ type: z.literal("unsubscribe"), id: subscriptionId }),
  /** A debounced write is `accepted` at once and gets its `ack` when stored. */
  z.strictObject({
    type: z.literal("write"),
    requestId,
    changes: changesSchema,
    debounced: z.boolean().default(false),
  }),
  /** Confirms everything up to that `seq`, which makes room for more. */
  z.strictObject({ type: z.literal("received"), seq }),
]);
export type ClientMessage = z.output<typeof clientMessage>;
export type WriteMessage = Extract<ClientMessage, { type: "write" }>;

/** Messages from a table. */
export type ServerMessage =
  /** All matching rows; replaces what the client had. */
  | { readonly type: "snapshot"; readonly id: string; readonly seq: number; readonly rows: Row[] }
  /**
   * Rows that match the filter now, and ids of rows that do not, whether or not they did before.
   */
  | {
      readonly type: "changes";
      readonly id: string;
      readonly seq: number;
      readonly upserts: Row[];
      readonly deletes: string[];
    }
  /** Best first; the first message of a subscription has its end. */
  | {
      readonly type: "similar";
      readonly id: string;
      readonly expiresAt?: string;
      readonly rows: readonly (Row & { readonly score: number })[];
    }
  /** The hour is over: subscribe again. */
  | { readonly type: "expired"; readonly id: string }
  | {
      readonly type: "ack";
      readonly requestId: string;
      readonly seq: number;
      readonly ids: readonly string[];
    }
  | { readonly type: "accepted"; readonly requestId: string }
  | {
      readonly type: "error";
      /** The request or subscription that failed. */
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
