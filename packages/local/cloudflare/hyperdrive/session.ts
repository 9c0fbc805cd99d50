import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import {
  askForPassword,
  createScanner,
  fatal,
  startupCodes,
  welcome,
} from "../../kernel/postgres-wire.ts";
import type { Origin, OriginConnection } from "./origin.ts";

/** An origin, and the password by which clients ask for it. */
export interface GuardedOrigin {
  readonly origin: Origin;
  readonly password: string;
}

/**
 * Lets a client in that knows an origin's password, and then passes on what it and the database
 * say, until it leaves.
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
 * One whole packet from the beginning; undefined while it is not there. The startup packet has a
 * length and no type.
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

async function relay(client: Socket, origin: Origin, first: Buffer): Promise<void> {
  client.pause();
  let connection: OriginConnection;
  try {
    connection = await origin.take();
  } catch {
    // Why is the pooler's to know; the client needs to know that nothing was done.
    client.end(fatal("08006", "the origin did not let this connection in"));
    return;
  }
  if (client.destroyed) return origin.give(connection);
  client.write(welcome(connection.parameters));
  join(client, connection, origin, first);
}

/**
 * Counts what the database still owes: a client that leaves when nothing is owed and no transaction
 * is open leaves a connection that the next client can have. Otherwise it is ended, and the server
 * rolls back.
 */
function join(client: Socket, connection: OriginConnection, origin: Origin, first: Buffer): void {
  const { socket } = connection;
  let owed = 0;
  let status = "I";
  let left = false;
  const scanClient = createScanner((type) => {
    if (type === "Q" || type === "S" || type === "F") owed++;
    if (type === "P" || type === "B" || type === "D" || type === "H")
      status = status === "I" ? "?" : status;
    if (type === "X") left = true;
  });
  const scanServer = createScanner((type, body) => {
    if (type !== "Z") return;
    owed--;
    status = body.toString("latin1");
  });
  const onServer = (bytes: Buffer) => {
    scanServer(bytes);
    client.write(bytes);
  };
  const onServerClose = () => client.destroy();
  const part = () => {
    socket.off("data", onServer).off("close", onServerClose);
    if (owed === 0 && status === "I") origin.give(connection);
    else socket.destroy();
  };
  socket.on("data", onServer).once("close", onServerClose);
  client.once("close", part);
  const onClient = (bytes: Buffer) => {
    scanClient(bytes);
    // Terminate, the last five bytes, is for us: the database's connection stays.
    socket.write(left ? bytes.subarray(0, -5) : bytes);
    if (left) client.end();
  };
  client.on("data", onClient);
  if (first.length > 0) onClient(first);
  client.resume();
}
