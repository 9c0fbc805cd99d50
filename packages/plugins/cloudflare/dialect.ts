import type { Dialect } from "../engine/api.ts";

interface Envelope {
  readonly result?: unknown;
  readonly result_info?: { readonly page?: number; readonly total_pages?: number };
}

/**
 * Cloudflare wraps every response in `{success, errors, messages, result, result_info}` and numbers
 * its pages.
 */
export const cloudflareDialect: Dialect = {
  vendor: "Cloudflare",
  unwrap: (body) => (body as Envelope | undefined)?.result,
  nextPage: (path, body) => {
    const { page, total_pages: pages } = (body as Envelope | undefined)?.result_info ?? {};
    if (page === undefined || pages === undefined || page >= pages) return undefined;
    const url = new URL(path, "http://path");
    url.searchParams.set("page", String(page + 1));
    return url.pathname + url.search;
  },
};
