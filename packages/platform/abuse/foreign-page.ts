import type { AppContext } from "../runtime/app-env.ts";

/**
 * Whether a page of another origin may have made the user's browser send this request: an image
 * tag, a form or a link is enough. What such a page can send must never count against the user.
 * Fetch Metadata decides if the browser sends it (https://www.w3.org/TR/fetch-metadata/), otherwise
 * Origin and Referer. A client that sends none of them is not a browser.
 */
export function mayComeFromForeignPage(c: AppContext): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const own = originOf(c.req.url);
  return [c.req.header("origin"), c.req.header("referer")].some(
    (sender) => sender !== undefined && originOf(sender) !== own,
  );
}

/** Undefined for `null`, which sandboxed pages send, and for invalid URLs. */
function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined;
}
