import { Transform } from "node:stream";
import type { Next, Phase } from "../compose.ts";
import { headerOf, withoutHeader } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { EdgeState } from "../state.ts";
import type { EdgePorts } from "./https-redirect.ts";

/** Longer than any tag's `src="http://host` that may be cut off at the end of a chunk. */
const heldCharacters = 512;

/**
 * Automatic HTTPS rewrites: a page served over HTTPS loads the zone's own resources over HTTPS too.
 * Cloudflare rewrites links to every host known to support HTTPS; here that is only the zone
 * itself.
 */
export function createHttpsLinks(
  { settings, zoneName }: EdgeState,
  { httpsPort }: EdgePorts,
): Phase {
  const on = settings.automatic_https_rewrites !== "off";
  const rewrite = linkRewriter(zoneName, httpsPort);
  const finish = async (request: EdgeRequest, coming: ReturnType<Next>) => {
    const response = await coming;
    const wanted = request.settings.automatic_https_rewrites ?? on;
    return wanted && isPage(response) ? rewritten(response, rewrite) : response;
  };
  return (request, next) => (request.scheme === "https" ? finish(request, next()) : next());
}

function isPage({ headers }: EdgeResponse): boolean {
  const type = headerOf(headers, "content-type")?.toLowerCase();
  return (
    type?.startsWith("text/html") === true && headerOf(headers, "content-encoding") === undefined
  );
}

function rewritten(response: EdgeResponse, rewrite: (text: string) => string): EdgeResponse {
  // The body no longer matches the Worker's length and ETag.
  const headers = ["content-length", "etag"].reduce(withoutHeader, response.headers);
  const { body } = response;
  if (Buffer.isBuffer(body)) {
    const text = rewrite(body.toString("latin1"));
    return { ...response, headers, body: Buffer.from(text, "latin1") };
  }
  const rewriting = rewritingStream(rewrite);
  body.once("error", (cause) => rewriting.destroy(cause));
  rewriting.once("close", () => body.destroy());
  return { ...response, headers, body: body.pipe(rewriting) };
}

/** Links in quoted attributes: `src="http://localhost:8080/x.js"`. */
function linkRewriter(zoneName: string, httpsPort: number): (text: string) => string {
  const host = zoneName.replaceAll(".", "\\.");
  const link = new RegExp(
    `(\\s(?:src|href|srcset|action|poster|data)\\s*=\\s*["'])http://((?:[a-z0-9-]+\\.)*${host})(?::\\d+)?(?=["'/?#])`,
    "gi",
  );
  return (text) =>
    text.replace(
      link,
      (_whole, before: string, name: string) => `${before}https://${name}:${httpsPort}`,
    );
}

function rewritingStream(rewrite: (text: string) => string): Transform {
  let held = "";
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const text = held + chunk.toString("latin1");
      // A link may continue in the next chunk: everything from the last tag on waits, up to the
      // maximum length of a link.
      const from = Math.max(text.lastIndexOf("<"), text.length - heldCharacters);
      const cut = from < 0 || text.indexOf(">", from) >= 0 ? text.length : from;
      held = text.slice(cut);
      done(null, Buffer.from(rewrite(text.slice(0, cut)), "latin1"));
    },
    flush: (done) => done(null, Buffer.from(rewrite(held), "latin1")),
  });
}
