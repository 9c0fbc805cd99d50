import { headerOf } from "../http/headers.ts";
import type { EdgeResponse } from "../http/response.ts";

/**
 * Extensions of Cloudflare's static files, with what their content type starts with or contains.
 */
const types: readonly [extensions: RegExp, contentType: RegExp][] = [
  [/^(jpe?g|png|gif|webp|avif|bmp|ico|svg|tiff?)$/, /^image\//],
  [/^(css)$/, /^text\/css/],
  [/^(js|mjs)$/, /javascript/],
  [/^(woff2?|ttf|otf|eot)$/, /^(font\/|application\/(font|x-font|vnd\.ms-fontobject))/],
  [/^(mp3|ogg|flac|mid|aac)$/, /^audio\//],
  [/^(mp4|webm|avi|mkv)$/, /^video\//],
  [/^(pdf)$/, /^application\/pdf/],
  [/^(csv)$/, /^text\/csv/],
];

/**
 * True where the URL looks like a static file and the response is not one
 * (https://developers.cloudflare.com/cache/cache-security/cache-deception-armor/).
 */
export function looksDeceptive(path: string, response: EdgeResponse): boolean {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const wanted = types.find(([extensions]) => extensions.test(extension))?.[1];
  return (
    wanted !== undefined &&
    !wanted.test(headerOf(response.headers, "content-type")?.toLowerCase() ?? "")
  );
}
