import type { AppContext } from "../runtime/app-env.ts";

/** `Link: <…>; rel="next"` (RFC 8288): the same URL with the next page's cursor. */
export function linkNext(c: AppContext, nextCursor: string | null): void {
  if (nextCursor === null) return;
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.set("cursor", nextCursor);
  c.header("Link", `<${pathname}?${searchParams}>; rel="next"`);
}
