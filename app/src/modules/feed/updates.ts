import { DurableObject } from "cloudflare:workers";
import { AppError } from "@seaworthy/platform/errors/errors";
import { z } from "zod";
import { subscriberLimit } from "./live.ts";
import type { Post } from "./post.ts";

const version = z.object({ CF_VERSION_METADATA: z.object({ id: z.string() }) });

/**
 * The feed's subscribers. Their sockets hibernate: between two posts the object is not in memory
 * and costs nothing. Subscribers only listen; `ping` is answered with `pong` without waking the
 * object.
 */
export class FeedUpdates extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as Cloudflare.Env);
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Accepts a subscriber. */
  override async fetch(_request: Request): Promise<Response> {
    if (this.ctx.getWebSockets().length >= subscriberLimit) {
      return new Response(null, { status: 503 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Sends a public post to every open subscriber and returns to how many. */
  async publish(post: Post): Promise<number> {
    if (post.visibility !== "public")
      throw new AppError("FORBIDDEN", "Private posts are not published.");
    const message = JSON.stringify({ type: "post.created", post });
    const open = this.ctx
      .getWebSockets()
      .filter((socket) => socket.readyState === WebSocket.READY_STATE_OPEN);
    for (const socket of open) socket.send(message);
    return open.length;
  }

  /** Of the Worker: the one that this object runs, which may be another than the caller's. */
  async versionId(): Promise<string> {
    const parsed = version.safeParse(this.env);
    return parsed.success ? parsed.data.CF_VERSION_METADATA.id : "unknown";
  }

  override async webSocketMessage(socket: WebSocket): Promise<void> {
    // 1003: an endpoint received a kind of data that it cannot accept (RFC 6455, 7.4.1).
    socket.close(1003, "This socket only sends.");
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 say that no code was received; they may not be sent (RFC 6455, 7.4.1).
    if (socket.readyState !== WebSocket.READY_STATE_CLOSED)
      socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}
