import type { Dialect } from "../engine/api.ts";

/**
 * Sentry responds with the object itself and gives the next page in a Link header, with
 * `results="false"` on the last one.
 */
export const sentryDialect: Dialect = {
  vendor: "Sentry",
  unwrap: (body) => body,
  nextPage: (path, _body, headers) => {
    const next = (headers.get("link") ?? "")
      .split(/,\s*(?=<)/)
      .find((link) => /rel="next"/.test(link) && /results="true"/.test(link));
    const cursor = next && /cursor="([^"]+)"/.exec(next)?.[1];
    if (cursor === undefined || cursor === "") return undefined;
    const url = new URL(path, "http://path");
    url.searchParams.set("cursor", cursor);
    return url.pathname + url.search;
  },
};
