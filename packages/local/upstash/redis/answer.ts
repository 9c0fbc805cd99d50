import { messageOf } from "@seaworthy/core/errors";
import { ErrorReply, type RedisReply } from "./connection.ts";

/** The HTTP response. */
export interface Answer {
  /** 200, or as Upstash documents: 400, 401, 405; 503 while the server is down. */
  readonly status: number;
  readonly body: string | Buffer;
  /** Default application/json. */
  readonly contentType?: string;
}

/** The outcome of one command. */
export type Outcome = { readonly reply: RedisReply } | Failure;

export interface Failure {
  readonly error: string;
  readonly status: 400 | 503;
}

export function isFailed(outcome: Outcome): outcome is Failure {
  return "error" in outcome;
}

export function refuse(status: number, error: string): Answer {
  return { status, body: JSON.stringify({ error }) };
}

/**
 * Waits for a reply. Redis' own errors are returned to the caller; a lost connection is the local
 * cloud's problem and temporary.
 */
export async function settle(reply: Promise<RedisReply>): Promise<Outcome> {
  try {
    return { reply: await reply };
  } catch (thrown) {
    if (thrown instanceof ErrorReply) return { error: thrown.message, status: 400 };
    return {
      error: `ERR the database is not reachable for the moment: ${messageOf(thrown)}`,
      status: 503,
    };
  }
}
