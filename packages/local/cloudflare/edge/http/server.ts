import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex, Writable } from "node:stream";
import { hasErrno, messageOf } from "@seaworthy/core/errors";
import type { Logger } from "../../../kernel/logger.ts";
import type { Plan } from "../pipeline.ts";
import type { Passed } from "../screened.ts";
import {
  askWorker,
  BodyTooLarge,
  discardBody,
  maxBodyBytes,
  type UpstreamOptions,
} from "../workers/ask-worker.ts";
import type { Fleet, Serving } from "../workers/deployed-workers.ts";
import type { Answer } from "../workers/response-collector.ts";
import type { Tunnels } from "../workers/websocket.ts";
import { Departure, nobodyLeaves } from "./client-disconnect.ts";
import { headerText, responseHeaders } from "./cloudflare-headers.ts";
import { type Message, type Visit, visitOf } from "./request.ts";
import { errorReply, headerOf, type Reply, writeRefusal } from "./response.ts";
import { type Response, writeReply } from "./response-writer.ts";

export interface HandlerOptions {
  /**
   * The compiled state; replaced as a whole when the state changes, so a request sees one of them.
   */
  readonly plan: () => Plan;
  readonly fleet: Fleet;
  readonly tunnels: Tunnels;
  readonly log: Logger;
}

export interface Handler {
  request(message: Message, response: Response): void;
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * What goes wrong when a client leaves in the middle, or the Worker breaks off: either way the
 * connection is over.
 */
const brokenOff = [
  "ERR_STREAM_PREMATURE_CLOSE",
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_ABORTED",
  "ERR_HTTP2_STREAM_ERROR",
  "ERR_HTTP2_INVALID_STREAM",
];

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
      const found = findServing(plan, options.fleet, screened.visit);
      if (!("runtime" in found)) return writeRefusal(socket, found, visit);
      const limited = screened.limits?.admitToOrigin(screened.visit, screened.request);
      if (limited) return writeRefusal(socket, limited, visit);
      options.tunnels.open(screened.visit, found, socket, head);
    },
  };
}

async function serve(options: HandlerOptions, message: Message, response: Response): Promise<void> {
  const visit = visitOf(message);
  if (!visit) {
    response.statusCode = 400;
    response.setHeader("Content-Type", "text/plain");
    return void (response as ServerResponse).end("error code: 400\nBad Request\n");
  }
  const plan = options.plan();
  const departure = departureOf(response);
  const screened = plan.screen(visit);
  const reply = plan.finish(
    screened,
    "refusal" in screened ? screened.refusal : await answer(options, plan, screened, departure),
  );
  if (departure.left) return discard(reply);
  try {
    await writeReply(response, reply, visit);
  } catch (thrown) {
    const isAbort = thrown instanceof Error && thrown.name === "AbortError";
    if (!isAbort && !hasErrno(thrown, ...brokenOff)) throw thrown;
    response.destroy();
  }
}

function departureOf(response: Response): Departure {
  const departure = new Departure();
  const sent: Writable = "stream" in response ? response.stream : response;
  sent.once("close", () => {
    if (!sent.writableFinished) departure.leave();
  });
  return departure;
}

async function answer(
  options: HandlerOptions,
  plan: Plan,
  passed: Passed,
  departure: Departure,
): Promise<Reply> {
  const { visit } = passed;
  const found = findServing(plan, options.fleet, visit);
  if (!("runtime" in found)) return found;
  if (Number(visit.headers["content-length"] ?? 0) > maxBodyBytes) {
    discardBody(visit.body);
    return errorReply("tooLarge", visit);
  }
  return plan.answer(passed, found, (filling) => {
    // What fills the cache goes on when the client that began it leaves: others wait for it. It is
    // fetched whole, with its body.
    const how = filling
      ? { departure: nobodyLeaves(), method: "GET", headers: filling }
      : { departure, method: visit.method };
    return fromWorker(options, visit, found, how);
  });
}

/** The version to ask, or the page for a request that no deployed Worker answers. */
function findServing(plan: Plan, fleet: Fleet, visit: Visit): Serving | Reply {
  const script = plan.routes.find(visit.scheme, visit.hostname, visit.path);
  if (script === undefined) return errorReply("noOrigin", visit);
  const { headers } = visit;
  const affinityKey = headers["cloudflare-workers-version-key"];
  const serving = fleet.serving(script, {
    affinityKey: affinityKey === undefined ? undefined : headerText(affinityKey),
    overrides: headerText(headers["cloudflare-workers-version-overrides"]) || undefined,
  });
  return (
    serving ??
    errorReply(
      "noOrigin",
      visit,
      [],
      `The Worker ${script} has no deployment that runs. Deploy a version of it.`,
    )
  );
}

async function fromWorker(
  options: HandlerOptions,
  visit: Visit,
  serving: Serving,
  how: UpstreamOptions,
): Promise<Reply> {
  try {
    const answered = await askWorker(visit, serving, how);
    const headers = responseHeaders(
      answered.rawHeaders,
      headerOf(answered.rawHeaders, "connection"),
    );
    return isUncaught(answered)
      ? errorReply("workerThrew", visit)
      : { status: answered.status, headers, body: answered.body };
  } catch (thrown) {
    if (thrown instanceof BodyTooLarge) return errorReply("tooLarge", visit);
    if (hasErrno(thrown, "UND_ERR_HEADERS_TIMEOUT"))
      return { ...errorReply("timedOut", visit), unreachable: true };
    if (!how.departure.left)
      options.log.warn("edge.worker_unreachable", {
        version: serving.version.id,
        reason: messageOf(thrown),
      });
    return { ...errorReply("workerUnreachable", visit), unreachable: true };
  }
}

/**
 * workerd's own answer to an uncaught exception: this body with no Content-Type, which no `new
 * Response("…")` of a Worker lacks.
 */
function isUncaught({ status, rawHeaders, body }: Answer): boolean {
  return (
    status === 500 &&
    Buffer.isBuffer(body) &&
    body.length === 21 &&
    headerOf(rawHeaders, "content-type") === undefined
  );
}

function discard(reply: Reply): void {
  if (!Buffer.isBuffer(reply.body)) reply.body.destroy();
}
