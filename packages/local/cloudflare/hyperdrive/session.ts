import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { askForPassword, fatal, startupCodes, welcome } from "../../kernel/postgres-wire.ts";
import { createConversation } from "./conversation.ts";
import type { Origin } from "./origin.ts";
import type { OriginConnection } from "./origin-connection.ts";

/** An origin and the password with which clients select it. */
export interface GuardedOrigin {
  readonly origin: Origin;
  readonly password: string;
}

/**
 * Admits a client that knows an origin's password, then relays between it and the database until it
 * disconnects.
 */
export function serveClient(client: Socket, origins: () => Iterable<GuardedOrigin>): void {
  client.on("error", () => client.destroy());
  let gathered: Buffer = Buffer.alloc(0);
  let asked = false;
  const onData = (piece: Buffer) => {
    gathered = Buffer.concat([gathered, piece]);
    for (;;) {
      const packet = nextPacket(gathered, asked);
      if (packet === undefined) return;
      gathered = gathered.subarray(packet.length);
      if (asked) {
        client.off("data", onData);
        const chosen = [...origins()].find(({ password }) => isPassword(packet, password));
        if (!chosen) return void client.end(fatal("28P01", "password authentication failed"));
        return void relay(client, chosen.origin, gathered);
      }
      const code = packet.readUInt32BE(4);
      if (code === startupCodes.ssl || code === startupCodes.gss) client.write("N");
      else if (code === startupCodes.protocol3) {
        asked = true;
        client.write(askForPassword);
      } else return void client.destroy();
    }
  };
  client.on("data", onData);
}

/**
 * The first complete packet; undefined until it has arrived. The startup packet has a length and no
 * type.
 */
function nextPacket(bytes: Buffer, typed: boolean): Buffer | undefined {
  const head = typed ? 1 : 0;
  if (bytes.length < head + 4) return undefined;
  const length = head + bytes.readUInt32BE(head);
  return bytes.length < length ? undefined : bytes.subarray(0, length);
}

function isPassword(packet: Buffer, password: string): boolean {
  const given = packet.subarray(5, -1);
  const expected = Buffer.from(password);
  return packet[0] === 0x70 && given.length === expected.length && timingSafeEqual(given, expected);
}

/** Completes the client's login, then lends it a connection for each transaction. */
async function relay(client: Socket, origin: Origin, first: Buffer): Promise<void> {
  client.pause();
  try {
    const parameters = await origin.reach();
    if (client.destroyed) return;
    client.write(welcome(parameters));
    lend(client, origin, first);
  } catch (thrown) {
    client.end(refusal(thrown));
  }
}

/** Each loan starts a new conversation, so that state of an earlier one does not count. */
function lend(client: Socket, origin: Origin, first: Buffer): void {
  let lent: Loan | undefined;
  const onBytes = async (bytes: Buffer) => {
    if (lent === undefined) {
      if (isGoodbye(bytes)) return void client.end();
      client.pause();
      const connection = await origin.take();
      if (client.destroyed) return origin.give(connection);
      lent = openLoan(client, connection, (idle) => {
        lent = undefined;
        if (idle) origin.give(idle);
      });
    }
    lent.send(bytes);
    client.resume();
  };
  // One chunk at a time: the next is read once there is a connection for this one.
  const take = (bytes: Buffer) =>
    void onBytes(bytes).catch((thrown: unknown) => client.end(refusal(thrown)));
  client.on("data", take);
  client.once("close", () => lent?.end());
  if (first.length > 0) take(first);
  else client.resume();
}

interface Loan {
  send(bytes: Buffer): void;
  /** The client disconnected. */
  end(): void;
}

/**
 * A connection lent to one client. It is returned when no response is pending and no transaction is
 * open, except that a client with session state keeps it until it disconnects. A connection that
 * cannot be reused is closed, and the server rolls back.
 */
function openLoan(
  client: Socket,
  connection: OriginConnection,
  giveBack: (idle: OriginConnection | undefined) => void,
): Loan {
  const { socket } = connection;
  const conversation = createConversation();
  const part = (idle: boolean) => {
    socket.off("data", onServer).off("close", onServerClose);
    if (!idle) socket.destroy();
    giveBack(idle ? connection : undefined);
  };
  const onServerClose = () => {
    client.destroy();
    part(false);
  };
  const onServer = (bytes: Buffer) => {
    conversation.fromServer(bytes);
    client.write(bytes);
    if (conversation.isIdle() && !conversation.leftState()) part(true);
  };
  socket.on("data", onServer).once("close", onServerClose);
  let isEnded = false;
  return {
    send: (bytes) => {
      conversation.fromClient(bytes);
      // Terminate, the last five bytes, is not forwarded: the database's connection stays open.
      socket.write(conversation.isOver() ? bytes.subarray(0, -terminate.length) : bytes);
      if (conversation.isOver()) client.end();
    },
    end: () => {
      if (isEnded) return;
      isEnded = true;
      part(conversation.isIdle() && !conversation.leftState());
    },
  };
}

const terminate = Buffer.from([0x58, 0, 0, 0, 4]);

function isGoodbye(bytes: Buffer): boolean {
  return bytes.equals(terminate);
}

/** Cloudflare's codes; the origin's own reason is not revealed. */
function refusal(thrown: unknown): Buffer {
  const isFull = thrown instanceof SeaworthyError && thrown.details.isFull === true;
  return isFull ? fatal("58000", messageOf(thrown)) : fatal("08006", messageOf(thrown));
}
