import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { hasErrno, messageOf } from "@seaworthy/core/errors.ts";
import type { Logger } from "../../kernel/logger.ts";
import type { Fleet, Serving } from "./fleet.ts";
import { headerText, responseHeaders } from "./forwarded-headers.ts";
import type { Passed, Plan } from "./plan.ts";
import { errorReply, type Reply, writeRefusal, writeReply } from "./reply.ts";
import { askWorker, BodyTooLarge, discardBody, maxBodyBytes } from "./upstream.ts";
import { type Visit, visitOf } from "./visit.ts";
import type { Tunnels } from "./websocket.ts";

export interface HandlerOptions {
  /** The compiled state; replaced as a whole when the state changes, so a request sees one of them. */
  readonly plan: () => Plan;
  readonly fleet: Fleet;
  readonly tunnels: Tunnels;
  readonly log: Logger;
}

export interface Handler {
  request(message: IncomingMessage, response: ServerResponse): void;
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Cloudflare's order: zone settings, custom rules, rate limits, cache, Worker, response headers. */
export function createHandler(options: HandlerOptions): Handler {
  return {
    request: (message, response) => {
      void serve(options, message, response).catch((cause) => {
        options.log.error("edge.request_failed", { cause });
        response.destroy();
      });
    },
    upgrade: (message, socket, head) => {
      socket.on("error", () => socket.destroy());
      const visit = visitOf(message);
      if (!visit) return void socket.destroy();
      const plan = options.plan();
      const screened = plan.screen(visit);
      if ("refusal" in screened) return writeRefusal(socket, screened.refusal, visit);
      const found = findServing(plan, options.fleet, visit);
      if (!("runtime" in found)) return writeRefusal(socket, found, visit);
      options.tunnels.open(visit, found, socket, head);
    },
  };
}

async function serve(options: HandlerOptions, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const visit = visitOf(message);
  if (!visit) {
    response.writeHead(400, { "content-type": "text/plain", connection: "close" }).end("error code: 400\nBad Request\n");
    return;
  }
  const plan = options.plan();
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const screened = plan.screen(visit);
  const reply = plan.finish(screened, "refusal" in screened ? screened.refusal : await answer(options, plan, screened, gone.signal));
  if (gone.signal.aborted) return discard(reply);
  try {
    await writeReply(response, reply, visit);
  } catch (thrown) {
    // The client left in the middle, or the Worker broke off: either way the connection is over.
    if (!hasErrno(thrown, "ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "ABORT_ERR", "EPIPE")) throw thrown;
    response.destroy();
  }
}

async function answer(options: HandlerOptions, plan: Plan, passed: Passed, signal: AbortSignal): Promise<Reply> {
  const { visit } = passed;
  const found = findServing(plan, options.fleet, visit);
  if (!("runtime" in found)) return found;
  if (Number(visit.message.headers["content-length"] ?? 0) > maxBodyBytes) {
    discardBody(visit.message);
    return errorReply("tooLarge", visit);
  }
  return plan.answer(passed, found, (change) => {
    // What fills the cache goes on when the client that began it leaves: others wait for it.
    return fromWorker(options, visit, found, change ? neverAborted : signal, change);
  });
}

const neverAborted = new AbortController().signal;

/** The version to ask, or the page for a request that no deployed Worker answers. */
function findServing(plan: Plan, fleet: Fleet, visit: Visit): Serving | Reply {
  const script = plan.routes.find(visit.scheme, visit.hostname, visit.path);
  if (script === undefined) return errorReply("noOrigin", visit);
  const { headers } = visit.message;
  const serving = fleet.serving(script, {
    affinityKey:
      headers["cloudflare-workers-version-key"] === undefined ? undefined : headerText(headers["cloudflare-workers-version-key"]),
    overrides: headerText(headers["cloudflare-workers-version-overrides"]) || undefined,
  });
  return serving ?? errorReply("noOrigin", visit, [], `The Worker ${script} has no deployment that runs. Deploy a version of it.`);
}

async function fromWorker(
  options: HandlerOptions,
  visit: Visit,
  serving: Serving,
  signal: AbortSignal,
  headers: Parameters<typeof askWorker>[2]["headers"],
): Promise<Reply> {
  try {
    const answered = await askWorker(visit, serving, { signal, ...(headers ? { headers } : {}) });
    if (isUncaught(answered)) {
      answered.resume();
      return errorReply("workerThrew", visit);
    }
    return { status: answered.statusCode ?? 502, headers: responseHeaders(answered), body: answered };
  } catch (thrown) {
    if (thrown instanceof BodyTooLarge) return errorReply("tooLarge", visit);
    if (!signal.aborted) options.log.warn("edge.worker_unreachable", { version: serving.version.id, reason: messageOf(thrown) });
    return errorReply("workerUnreachable", visit);
  }
}

/** workerd's own answer to an uncaught exception: this body with no Content-Type, which no `new Response("…")` of a Worker lacks. */
function isUncaught(answered: IncomingMessage): boolean {
  return answered.statusCode === 500 && answered.headers["content-length"] === "21" && answered.headers["content-type"] === undefined;
}

function discard(reply: Reply): void {
  if (!Buffer.isBuffer(reply.body)) reply.body.destroy();
}
