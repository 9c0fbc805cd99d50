import type { AppContext } from "../runtime/app-env.ts";

/**
 * Whether a page of another origin may have made the visitor's browser send this request: an image
 * tag, a form or a link is enough. What such a page can send must never count against its visitor.
 * Fetch Metadata decides where a browser sends it (https://www.w3.org/TR/fetch-metadata/);
 * otherwise Origin and Referer do. A program that sends none of them speaks for itself.
 */
export function mayComeFromForeignPage(c: AppContext): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const own = originOf(c.req.url);
  return [c.req.header("origin"), c.req.header("referer")].some(
    (sender) => sender !== undefined && originOf(sender) !== own,
  );
}

/** Undefined for `null`, which a sandboxed page sends, and for what is no address. */
function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined;
}
