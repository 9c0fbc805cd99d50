import { Transform } from "node:stream";
import type { Visit } from "../http/request.ts";
import { headerOf, type Reply, withoutHeader } from "../http/response.ts";

/** Longer than any tag's `src="http://host` may be cut off at the end of a part. */
const heldCharacters = 512;

/**
 * Automatic HTTPS rewrites: a page that came over HTTPS asks for the zone's own resources over
 * HTTPS too. Cloudflare rewrites links to every host that is known to have HTTPS; here, only the
 * zone itself is known to.
 */
export function withHttpsLinks(
  reply: Reply,
  visit: Visit,
  zoneName: string,
  httpsPort: number,
): Reply {
  const isPage = headerOf(reply.headers, "content-type")?.toLowerCase().startsWith("text/html");
  if (
    !isPage ||
    visit.scheme !== "https" ||
    headerOf(reply.headers, "content-encoding") !== undefined
  )
    return reply;
  const rewrite = linkRewriter(zoneName, httpsPort);
  // What is sent is no longer what the Worker counted and tagged.
  const headers = ["content-length", "etag"].reduce(
    (raw, name) => withoutHeader(raw, name),
    reply.headers,
  );
  if (Buffer.isBuffer(reply.body))
    return {
      ...reply,
      headers,
      body: Buffer.from(rewrite(reply.body.toString("latin1")), "latin1"),
    };
  const { body } = reply;
  const rewriting = rewritingStream(rewrite);
  body.once("error", (cause) => rewriting.destroy(cause));
  rewriting.once("close", () => body.destroy());
  return { ...reply, headers, body: body.pipe(rewriting) };
}

/** Links of attributes, in quotes: `src="http://localhost:8080/x.js"`. */
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
      // A link may go on in the next part: everything from the last tag on waits, as far as a link
      // can reach.
      const from = Math.max(text.lastIndexOf("<"), text.length - heldCharacters);
      const cut = from < 0 || text.indexOf(">", from) >= 0 ? text.length : from;
      held = text.slice(cut);
      done(null, Buffer.from(rewrite(text.slice(0, cut)), "latin1"));
    },
    flush: (done) => done(null, Buffer.from(rewrite(held), "latin1")),
  });
}
