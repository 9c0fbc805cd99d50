import { hasErrno, messageOf } from "@seaworthy/core/errors";
import type { Logger } from "../../../kernel/logger.ts";
import type { Pipeline } from "../compose.ts";
import { BodyTooLarge, limitedBody } from "../http/body-limit.ts";
import { requestHeaders, responseHeaders } from "../http/cloudflare-headers.ts";
import { headerOf } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import { type EdgeResponse, errorResponse } from "../http/response.ts";
import type { DeployedVersion } from "./deployed-workers.ts";
import { ResponseCollector, type WorkerResponse } from "./response-collector.ts";
import type { WebSockets } from "./websockets.ts";

/** The end of the pipeline: the Worker's response, or Cloudflare's error page. */
export function createWorkerCall(log: Logger, webSockets: WebSockets): Pipeline {
  return async (request) => {
    const { version } = request;
    if (!version) return errorResponse("noOrigin", request);
    try {
      if (request.received.upgrade) return await webSockets.open(request, version);
      return responseOf(request, await askWorker(request, version));
    } catch (thrown) {
      return pageFor(request, version, thrown, log);
    }
  };
}

function responseOf(request: EdgeRequest, answered: WorkerResponse): EdgeResponse {
  if (isUncaught(answered)) return errorResponse("workerThrew", request);
  const { status, rawHeaders, body } = answered;
  const headers = responseHeaders(rawHeaders, headerOf(rawHeaders, "connection"));
  return { status, headers, body };
}

function pageFor(
  request: EdgeRequest,
  version: DeployedVersion,
  thrown: unknown,
  log: Logger,
): EdgeResponse {
  if (thrown instanceof BodyTooLarge) return errorResponse("tooLarge", request);
  if (hasErrno(thrown, "UND_ERR_HEADERS_TIMEOUT")) return errorResponse("timedOut", request);
  if (!request.disconnect.happened)
    log.warn("edge.worker_unreachable", {
      version: version.version.id,
      reason: messageOf(thrown),
    });
  return errorResponse("workerUnreachable", request);
}

/**
 * workerd's own response to an uncaught exception: this body without a Content-Type, which every
 * `new Response("…")` of a Worker has.
 */
function isUncaught({ status, rawHeaders, body }: WorkerResponse): boolean {
  return (
    status === 500 &&
    Buffer.isBuffer(body) &&
    body.length === 21 &&
    headerOf(rawHeaders, "content-type") === undefined
  );
}

/**
 * Sends the request to the version and resolves with the head of the response; bodies stream both
 * ways. Rejects with BodyTooLarge or with the socket's error.
 */
async function askWorker(request: EdgeRequest, version: DeployedVersion): Promise<WorkerResponse> {
  const leave = version.runtime.enter();
  try {
    return await send(request, version, leave);
  } catch (thrown) {
    // The runtime was just closing this connection and sent no response, so a GET can be retried.
    const repeatable = isBroken(thrown) && !request.hasBody && /^(GET|HEAD)$/.test(request.method);
    if (repeatable && !request.disconnect.happened) return await send(request, version, leave);
    throw thrown;
  }
}

function send(
  request: EdgeRequest,
  { runtime, version }: DeployedVersion,
  leave: () => void,
): Promise<WorkerResponse> {
  return new Promise((resolve, reject) => {
    const { disconnect, scheme, authority, target, hasBody, received } = request;
    const collector = new ResponseCollector({ disconnect, resolve, reject, ended: leave });
    const sent = {
      method: request.method as "GET",
      path: `${scheme}://${authority}${target}`,
      headers: requestHeaders(request),
      body: hasBody ? limitedBody(received.body, (cause) => collector.fail(cause)) : null,
    };
    runtime.dispatch(version.id, sent, collector);
  });
}

function isBroken(thrown: unknown): boolean {
  return hasErrno(thrown, "UND_ERR_SOCKET", "ECONNRESET", "EPIPE");
}
