import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { headerText, requestHeaders, responseHeaders } from "../http/cloudflare-headers.ts";
import type { Visit } from "../http/request.ts";
import type { Serving } from "./deployed-workers.ts";
import type { WorkerRuntime } from "./worker-runtime.ts";

/** Open WebSockets by the runtime that answers them, so that a replaced runtime's can be ended. */
export interface Tunnels {
  /**
   * Passes the upgrade on and joins both connections; a refusal of the Worker goes to the client as
   * it is.
   */
  open(visit: Visit, serving: Serving, client: Duplex, head: Buffer): void;
  /**
   * Cloudflare ends a Durable Object's connections when a new version takes over: clients reconnect
   * to that one.
   */
  endAll(runtime: WorkerRuntime): void;
}

export function createTunnels(): Tunnels {
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
    open: (visit, serving, client, head) => {
      remember(serving.runtime, client);
      tunnel(visit, serving, client, head);
    },
    endAll: (runtime) => {
      for (const client of open.get(runtime) ?? []) client.destroy();
    },
  };
}

function tunnel(visit: Visit, serving: Serving, client: Duplex, head: Buffer): void {
  const outgoing = httpRequest({
    socketPath: serving.runtime.socketPath(serving.version.id),
    method: visit.method,
    path: `${visit.scheme}://${visit.host}${visit.target}`,
    headers: [
      ...requestHeaders(visit),
      "Connection",
      "Upgrade",
      "Upgrade",
      headerText(visit.headers.upgrade),
    ] as unknown as Record<string, string>,
    agent: false,
  });
  outgoing.once("upgrade", (answer, worker, rest) => {
    client.write(
      headOf(
        answer,
        ["Connection", "Upgrade", "Upgrade", headerText(answer.headers.upgrade)],
        visit,
      ),
    );
    if (rest.length > 0) client.write(rest);
    if (head.length > 0) worker.write(head);
    join(client, worker);
  });
  outgoing.once("response", (answer) => {
    client.write(headOf(answer, ["Connection", "close"], visit));
    answer.pipe(client);
  });
  outgoing.once("error", () => client.destroy());
  client.once("error", () => outgoing.destroy());
  client.once("close", () => outgoing.destroy());
  outgoing.end();
}

function join(client: Duplex, worker: Duplex): void {
  client.pipe(worker).pipe(client);
  worker.once("error", () => client.destroy());
  worker.once("close", () => client.destroy());
  client.once("error", () => worker.destroy());
  client.once("close", () => worker.destroy());
}

function headOf(answer: IncomingMessage, extra: readonly string[], visit: Visit): string {
  const raw = [
    ...responseHeaders(answer.rawHeaders, answer.headers.connection),
    "CF-Ray",
    visit.ray,
    "Server",
    "cloudflare",
    ...extra,
  ];
  const lines = raw.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : [],
  );
  return `HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ""}\r\n${lines.join("\r\n")}\r\n\r\n`;
}
