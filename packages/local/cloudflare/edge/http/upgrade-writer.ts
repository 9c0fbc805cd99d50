import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { withoutHeader } from "./headers.ts";
import type { EdgeResponse } from "./response.ts";

/** Completes a WebSocket upgrade, or ends the connection with the response. */
export function writeUpgrade(client: Duplex, response: EdgeResponse, ray: string): void {
  const { body, webSocket } = response;
  client.write(headOf(response, ray));
  if (webSocket) join(client, webSocket);
  else if (Buffer.isBuffer(body)) client.end(body);
  else body.once("error", () => client.destroy()).pipe(client);
}

function headOf({ status, headers, body, webSocket }: EdgeResponse, ray: string): string {
  const rest = webSocket ? [] : ["Connection", "close", ...lengthOf(body)];
  const raw = [
    ...withoutHeader(headers, "content-length"),
    "CF-Ray",
    ray,
    "Server",
    "cloudflare",
    ...rest,
  ];
  const lines = raw.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : [],
  );
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("\r\n")}\r\n\r\n`;
}

function lengthOf(body: EdgeResponse["body"]): string[] {
  return Buffer.isBuffer(body) ? ["Content-Length", String(body.length)] : [];
}

function join(client: Duplex, worker: Duplex): void {
  client.pipe(worker).pipe(client);
  worker.once("error", () => client.destroy());
  worker.once("close", () => client.destroy());
  client.once("error", () => worker.destroy());
  client.once("close", () => worker.destroy());
}
