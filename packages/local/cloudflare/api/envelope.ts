import { SeaworthyError } from "@seaworthy/core/errors";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** One entry of `errors` in Cloudflare's envelope. `pointer` is a JSON pointer into the body. */
export interface ApiError {
  readonly code: number;
  readonly message: string;
  readonly pointer?: string;
}

/** Thrown by handlers; becomes an envelope with `success: false`. */
export class Refusal extends SeaworthyError {
  readonly status: ContentfulStatusCode;
  readonly errors: readonly ApiError[];

  constructor(status: ContentfulStatusCode, ...errors: ApiError[]) {
    super("VENDOR_REFUSED", errors.map(({ message }) => message).join("; "), {
      details: { status },
    });
    this.status = status;
    this.errors = errors;
  }
}

export function ok(
  context: Context,
  result: unknown,
  extra: Record<string, unknown> = {},
  status: ContentfulStatusCode = 200,
): Response {
  return context.json({ success: true, errors: [], messages: [], result, ...extra }, status);
}

/**
 * One page of a list, by the query's `page` and `per_page`. `wrap` shapes the result of calls that
 * do not return a plain array.
 */
export function page<Item>(
  context: Context,
  items: readonly Item[],
  wrap: (items: readonly Item[]) => unknown = (all) => all,
): Response {
  const number = positive(context.req.query("page"), 1);
  const perPage = Math.min(1_000, positive(context.req.query("per_page"), 20));
  const shown = items.slice((number - 1) * perPage, number * perPage);
  const result_info = {
    page: number,
    per_page: perPage,
    count: shown.length,
    total_count: items.length,
    total_pages: Math.ceil(items.length / perPage),
  };
  return ok(context, wrap(shown), { result_info });
}

export function refused(
  context: Context,
  status: ContentfulStatusCode,
  errors: readonly ApiError[],
): Response {
  const listed = errors.map(({ code, message, pointer }) => ({
    code,
    message,
    ...(pointer === undefined ? {} : { source: { pointer } }),
  }));
  return context.json({ success: false, errors: listed, messages: [], result: null }, status);
}

function positive(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
