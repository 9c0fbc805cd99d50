import type { Context } from "hono";
import { problem } from "./problem.ts";

const maxPerPage = 100;

/**
 * One page of a list with Sentry's Link header (https://docs.sentry.io/api/pagination/): both
 * relations are always present, and `results="false"` means that there is no such page. A cursor is
 * `0:<offset>:<is previous>`.
 */
export function paginate<T>(
  context: Context,
  all: readonly T[],
  sizeParameter: "per_page" | "limit" = "per_page",
): readonly T[] {
  return paginateQuery(
    context,
    (offset, limit) => all.slice(offset, offset + limit),
    sizeParameter,
  );
}

/**
 * The same for a list that is read in parts: one item more than the page is read, to know whether
 * there is a next page.
 */
export function paginateQuery<T>(
  context: Context,
  read: (offset: number, limit: number) => readonly T[],
  sizeParameter: "per_page" | "limit" = "per_page",
): readonly T[] {
  const size = pageSize(context, sizeParameter);
  const offset = offsetOf(context.req.query("cursor"));
  const rows = read(offset, size + 1);
  const previous = link(context, "previous", `0:${Math.max(0, offset - size)}:1`, offset > 0);
  context.header(
    "Link",
    `${previous}, ${link(context, "next", `0:${offset + size}:0`, rows.length > size)}`,
  );
  return rows.slice(0, size);
}

function pageSize(context: Context, parameter: string): number {
  const given = context.req.query(parameter);
  if (given === undefined) return maxPerPage;
  const size = Number(given);
  if (!Number.isInteger(size) || size < 1 || size > maxPerPage)
    throw problem(400, {
      detail: `Invalid ${parameter} value. Must be between 1 and ${maxPerPage}.`,
    });
  return size;
}

function offsetOf(cursor: string | undefined): number {
  // sentry-cli sends an empty cursor for the first page.
  if (cursor === undefined || cursor === "") return 0;
  const [, offset] = /^\d+:(\d+):[01]$/.exec(cursor) ?? [];
  if (offset === undefined) throw problem(400, { detail: "Invalid cursor parameter." });
  return Number(offset);
}

function link(context: Context, relation: string, cursor: string, results: boolean): string {
  const url = new URL(context.req.url);
  url.searchParams.set("cursor", cursor);
  return `<${url.href}>; rel="${relation}"; results="${results}"; cursor="${cursor}"`;
}
