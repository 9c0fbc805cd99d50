import { acceptSocket } from "@seaworthy/platform/live/live-sockets";
import { subprotocol } from "../protocol.ts";
import type { Runtime } from "./runtime.ts";
import { memberHeader, memberSchema } from "./session.ts";
import { lastSeq } from "./write-rows.ts";

/** Share of the socket limit at which it is logged. */
const alertShare = 0.9;

/** Accepts the socket of a user whose membership the Worker has verified. */
export async function acceptMember(
  state: DurableObjectState,
  runtime: Runtime,
  request: Request,
): Promise<Response> {
  const { perTable } = runtime.configuration.live;
  const given = memberSchema.safeParse(JSON.parse(request.headers.get(memberHeader) ?? "null"));
  if (!given.success) return new Response(null, { status: 400 });
  const kept = { member: given.data, seq: lastSeq(state.storage.sql) };
  const response = await acceptSocket(state, request, perTable, kept);
  if (response.webSocket === null) return response;
  const sockets = state.getWebSockets().length;
  if (sockets === Math.ceil(alertShare * perTable))
    runtime.log.error("table.sockets_high", { sockets, most: perTable });
  runtime.noteSockets();
  // A browser that offered subprotocols needs one in the response.
  const headers = new Headers(response.headers);
  if (request.headers.has("sec-websocket-protocol"))
    headers.set("Sec-WebSocket-Protocol", subprotocol);
  return new Response(null, { status: 101, webSocket: response.webSocket, headers });
}
