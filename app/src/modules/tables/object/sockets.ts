import { openSockets } from "@seaworthy/platform/live/live-sockets";
import {
  type ClientMessage,
  clientMessage,
  closeCodes,
  longestMessage,
  mostSubscriptions,
  type WriteMessage,
} from "../protocol.ts";
import { compileFilter } from "../query/compile.ts";
import { outcomeOf, Refused, refused } from "../schema/outcome.ts";
import { endSimilar, subscribeSimilar } from "../semantic/subscriptions.ts";
import { tell } from "./broadcast.ts";
import { reply, say } from "./reply.ts";
import type { Runtime } from "./runtime.ts";
import { confirmed, keepSession, type Session, sessionOf } from "./session.ts";

/** Answers `ping` without waking the object. */
export function notePong(state: DurableObjectState): void {
  state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
}

/** Handles a client's message. All state about the client is stored in its socket. */
export async function hear(
  runtime: Runtime,
  socket: WebSocket,
  data: string | ArrayBuffer,
): Promise<void> {
  // Messages that arrive after the socket was closed are neither handled nor acknowledged.
  if (socket.readyState !== WebSocket.READY_STATE_OPEN) return;
  const session = sessionOf(socket);
  const refusal = refusalOf(data, session);
  if (refusal !== undefined || session === undefined || typeof data !== "string") {
    socket.close(...(refusal ?? signInAgain));
    return;
  }
  const heard = { ...session, heardAt: Date.now() };
  keepSession(socket, heard);
  const message = parse(data);
  if (message === undefined) say(socket, unknownMessage);
  else await act(runtime, { socket, session: heard, bytes: data.length }, message);
}

type Close = readonly [code: number, reason: string];
const signInAgain: Close = [closeCodes.notAllowed, "Sign in again."];
const unknownMessage = {
  type: "error",
  code: "VALIDATION_FAILED",
  message: "Not a message of this protocol.",
} as const;

/** Why a message closes its socket. */
function refusalOf(data: string | ArrayBuffer, session: Session | undefined): Close | undefined {
  if (typeof data !== "string") return [closeCodes.binary, "Send JSON as text."];
  if (data.length > longestMessage) return [closeCodes.tooBig, "Send less at a time."];
  return session === undefined || isOver(session, Date.now()) ? signInAgain : undefined;
}

function parse(text: string): ClientMessage | undefined {
  try {
    return clientMessage.safeParse(JSON.parse(text)).data;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

interface Sender {
  readonly socket: WebSocket;
  readonly session: Session;
  /** Size of the message. */
  readonly bytes: number;
}

async function act(runtime: Runtime, sender: Sender, message: ClientMessage): Promise<void> {
  const { socket, session } = sender;
  switch (message.type) {
    case "subscribe":
      subscribe(runtime, sender, message);
      break;
    case "subscribe-similar":
      await subscribeSimilar(runtime, socket, message);
      break;
    case "unsubscribe":
      keepSession(socket, {
        ...session,
        subscriptions: session.subscriptions.filter(({ id }) => id !== message.id),
      });
      endSimilar(runtime, socket, message.id);
      break;
    case "received":
      keepSession(socket, confirmed(session, message.seq));
      break;
    case "write":
      write(runtime, sender, message);
  }
}

function subscribe(
  runtime: Runtime,
  { socket, session }: Sender,
  { id, query: { where }, since }: Extract<ClientMessage, { type: "subscribe" }>,
): void {
  runtime.flush();
  runtime.catchUp();
  const added = outcomeOf(() => {
    const { columns, role } = runtime.reader(session.member.role);
    compileFilter(columns, role, where);
    addSubscription(socket, { id, where });
  });
  if (added.done) tell(runtime.broadcaster(), socket, { id, where, since });
  else say(socket, { type: "error", id, ...added.refusal });
}

/** Throws Refused. */
function addSubscription(socket: WebSocket, added: Session["subscriptions"][number]): void {
  const session = sessionOf(socket);
  if (session === undefined) return;
  const others = session.subscriptions.filter(({ id }) => id !== added.id);
  if (others.length + session.similar.length >= mostSubscriptions)
    throw new Refused(
      "UNPROCESSABLE",
      `A WebSocket can have at most ${mostSubscriptions} subscriptions.`,
    );
  if (!keepSession(socket, { ...session, subscriptions: [...others, added] }))
    throw new Refused("UNPROCESSABLE", "The WebSocket's filters are too long. Open another one.");
}

function write(
  runtime: Runtime,
  { socket, session: { member }, bytes }: Sender,
  message: WriteMessage,
): void {
  const { requestId, changes, debounced } = message;
  if (!member.mayWrite) {
    reply(socket, requestId, refused("FORBIDDEN", "The API key is read-only."));
  } else if (!debounced) {
    reply(socket, requestId, runtime.write(member, changes, requestId));
  } else if (runtime.debounce.add({ socket, member, message, bytes })) {
    say(socket, { type: "accepted", requestId });
  } else {
    runtime.flush();
    socket.close(closeCodes.overloaded, "Too many writes are pending. Send this one again later.");
  }
}

/** Whether the token or key it was opened with has expired. */
const isOver = ({ member }: Session, now: number): boolean => member.validUntil <= now;

/** Closes sockets whose token or key has expired. */
export function closeExpired(state: DurableObjectState, now: number): void {
  for (const socket of openSockets(state)) {
    const session = sessionOf(socket);
    if (session === undefined || isOver(session, now))
      socket.close(closeCodes.notAllowed, "Sign in again.");
  }
}
