import { sourceParts, type UrlRedirect } from "@seaworthy/rules-language/index";
import { z } from "zod";

/** 32 KB each (rules/url-forwarding/bulk-redirects/reference/parameters). */
const url = z.string().max(32_768);

/** `redirect` of a list item; what is not sent has Cloudflare's default. */
export const redirectBody = z
  .strictObject({
    source_url: url.refine((text) => sourceParts(text) !== undefined, {
      error: "must be a host and a path, with or without http:// or https://",
    }),
    target_url: url.refine(isTarget, { error: "must be an absolute URL" }),
    status_code: z
      .union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)])
      .default(301),
    include_subdomains: z.boolean().default(false),
    subpath_matching: z.boolean().default(false),
    preserve_query_string: z.boolean().default(false),
    preserve_path_suffix: z.boolean().default(true),
  })
  .refine((given) => !given.preserve_query_string || !given.target_url.includes("?"), {
    error: "cannot have a query when preserve_query_string is true",
    path: ["target_url"],
  });

/** Printable ASCII with a scheme: it becomes a Location header. */
function isTarget(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && URL.canParse(text);
}

/** Redirects of one host and path over all lists (…/bulk-redirects/faq). */
export const mostOfOneSource = 16;

/** The host and path of a redirect's source, without its scheme. */
export function sourceKey({ source_url }: UrlRedirect): string {
  const parts = sourceParts(source_url);
  return `${parts?.host}${parts?.path}`;
}
