import { DurableObject } from "cloudflare:workers";
import { AppError } from "@seaworthy/platform/errors/errors";
import { acceptSocket, closeIdleSockets, openSockets } from "@seaworthy/platform/live/live-sockets";
import { z } from "zod";
import { subscriberLimit } from "./live.ts";
import type { Post } from "./post.ts";

const version = z.object({ CF_VERSION_METADATA: z.object({ id: z.string() }) });

/** Deletions that the object remembers, for posts that are announced too late. */
const mostRetracted = 1_000;

/**
 * The feed's subscribers. Their sockets hibernate: between posts the object is not in memory and
 * costs nothing. Subscribers only listen; `ping` gets `pong` without waking the object.
 */
export class FeedUpdates extends DurableObject {
  /** In memory: an object hibernates only after it was idle for longer than posts are late. */
  readonly #retracted = new Set<string>();

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as Cloudflare.Env);
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Accepts a subscriber. */
  override async fetch(request: Request): Promise<Response> {
    return acceptSocket(this.ctx, request, subscriberLimit);
  }

  /** Closes sockets of clients that disappeared silently. */
  override async alarm(): Promise<void> {
    await closeIdleSockets(this.ctx);
  }

  /**
   * Sends a public post to every open subscriber and returns their number; none if the post was
   * deleted meanwhile.
   */
  async publish(post: Post): Promise<number> {
    if (post.visibility !== "public")
      throw new AppError("FORBIDDEN", "Private posts are not published.");
    return this.#retracted.has(post.id) ? 0 : this.#send({ type: "post.created", post });
  }

  /** Tells every open subscriber that a public post was deleted, and returns their number. */
  async retract(postId: string): Promise<number> {
    this.#retracted.add(postId);
    const [oldest] = this.#retracted;
    if (this.#retracted.size > mostRetracted && oldest !== undefined)
      this.#retracted.delete(oldest);
    return this.#send({ type: "post.deleted", postId });
  }

  #send(message: object): number {
    const text = JSON.stringify(message);
    const open = openSockets(this.ctx);
    for (const socket of open) socket.send(text);
    return open.length;
  }

  /** The Worker version that this object runs; the caller may run another. */
  async versionId(): Promise<string> {
    const parsed = version.safeParse(this.env);
    return parsed.success ? parsed.data.CF_VERSION_METADATA.id : "unknown";
  }

  override async webSocketMessage(socket: WebSocket): Promise<void> {
    // 1003: an endpoint received a kind of data that it cannot accept (RFC 6455, 7.4.1).
    socket.close(1003, "This WebSocket does not accept messages.");
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 mean that no code was received and must not be sent (RFC 6455, 7.4.1).
    if (socket.readyState !== WebSocket.READY_STATE_CLOSED)
      socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}
