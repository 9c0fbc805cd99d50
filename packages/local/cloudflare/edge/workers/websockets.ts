import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { requestHeaders, responseHeaders } from "../http/cloudflare-headers.ts";
import { headerText } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { DeployedVersion } from "./deployed-workers.ts";
import type { WorkerRuntime } from "./worker-runtime.ts";

/** Open WebSockets by runtime, so that those of a replaced runtime can be closed. */
export interface WebSockets {
  /** Asks the Worker to upgrade; a rejection is a response like any other. */
  open(request: EdgeRequest, version: DeployedVersion): Promise<EdgeResponse>;
  /**
   * Cloudflare closes a Durable Object's connections when a new version takes over: clients
   * reconnect to the new one.
   */
  endAll(runtime: WorkerRuntime): void;
}

export function createWebSockets(): WebSockets {
  const open = new Map<WorkerRuntime, Set<Duplex>>();
  const remember = (runtime: WorkerRuntime, client: Duplex) => {
    const sockets = open.get(runtime) ?? new Set();
    open.set(runtime, sockets.add(client));
    client.once("close", () => {
      sockets.delete(client);
      if (sockets.size === 0) open.delete(runtime);
    });
  };
  return {
    open: (request, version) => {
      if (request.received.upgrade) remember(version.runtime, request.received.upgrade.socket);
      return askForUpgrade(request, version);
    },
    endAll: (runtime) => {
      for (const client of open.get(runtime) ?? []) client.destroy();
    },
  };
}

function askForUpgrade(
  request: EdgeRequest,
  { runtime, version }: DeployedVersion,
): Promise<EdgeResponse> {
  const { scheme, authority, target, received, disconnect } = request;
  const wanted = headerText(received.headers.upgrade);
  const outgoing = httpRequest({
    socketPath: runtime.socketPath(version.id),
    method: request.method,
    path: `${scheme}://${authority}${target}`,
    headers: [
      ...requestHeaders(request),
      "Connection",
      "Upgrade",
      "Upgrade",
      wanted,
    ] as unknown as Record<string, string>,
    agent: false,
  });
  disconnect.onDisconnect(() => outgoing.destroy());
  return new Promise((resolve, reject) => {
    outgoing.once("upgrade", (answer, webSocket, rest) => {
      if (rest.length > 0) webSocket.unshift(rest);
      const head = received.upgrade?.head;
      if (head && head.length > 0) webSocket.write(head);
      resolve({ ...responseOf(answer), body: Buffer.alloc(0), webSocket });
    });
    outgoing.once("response", (answer) => resolve({ ...responseOf(answer), body: answer }));
    outgoing.once("error", reject);
    outgoing.end();
  });
}

function responseOf(answer: IncomingMessage): Pick<EdgeResponse, "status" | "headers"> {
  const headers = responseHeaders(answer.rawHeaders, answer.headers.connection);
  const upgrade = answer.headers.upgrade;
  if (upgrade !== undefined) headers.push("Connection", "Upgrade", "Upgrade", headerText(upgrade));
  return { status: answer.statusCode ?? 502, headers };
}
