import { connect, createServer, type Socket } from "node:net";
import { connect as connectSecurely, createSecureContext, TLSSocket } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
import { fatal, startupCodes } from "../../../kernel/postgres-wire.ts";
import type { EntranceMessage, EntranceSettings } from "./entrance.ts";
import { forProject, longestStartup, parseStartup, renderStartup } from "./startup.ts";

/**
 * The listener itself, in a separate thread: the bytes of every query pass through here, and
 * neither wait for the local cloud's other work nor delay it.
 */
const settings = workerData as EntranceSettings;
const context = createSecureContext({ key: settings.key, cert: settings.chain });
let isTlsRequired = settings.isTlsRequired;

/** PostgreSQL's own login timeout. */
const loginTimeoutMs = 60_000;

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function greet(client: Socket, isSecure: boolean): void {
  let gathered: Buffer = Buffer.alloc(0);
  client.on("error", () => client.destroy());
  client.setTimeout(loginTimeoutMs, () => client.destroy());
  const onData = (piece: Buffer) => {
    gathered = Buffer.concat([gathered, piece]);
    if (gathered.length < 8) return;
    const [length, code] = [gathered.readUInt32BE(0), gathered.readUInt32BE(4)];
    if (length < 8 || length > longestStartup) return void client.destroy();
    if (gathered.length < length) return;
    client.off("data", onData).pause();
    answer(client, isSecure, code, gathered.subarray(0, length), gathered.subarray(length));
  };
  client.on("data", onData);
}

function answer(
  client: Socket,
  isSecure: boolean,
  code: number,
  packet: Buffer,
  rest: Buffer,
): void {
  if (code === startupCodes.ssl && !isSecure && rest.length === 0) secure(client);
  else if (code === startupCodes.gss && rest.length === 0) {
    client.write("N");
    greet(client, isSecure);
    client.resume();
  } else if (code === startupCodes.protocol3) admit(client, isSecure, packet, rest);
  else if (code === startupCodes.cancel) relay(client, packet);
  else client.destroy();
}

function secure(client: Socket): void {
  client.setTimeout(0);
  client.write("S");
  greet(new TLSSocket(client, { isServer: true, secureContext: context }), true);
}

function admit(client: Socket, isSecure: boolean, packet: Buffer, rest: Buffer): void {
  const parameters = parseStartup(packet);
  const inside = parameters && forProject(parameters, settings.ref);
  if (inside === undefined) client.end(fatal("XX000", "Tenant or user not found"));
  else if (isTlsRequired && !isSecure) client.end(fatal("XX000", "SSL connection is required"));
  else relay(client, Buffer.concat([renderStartup(inside), rest]));
}

/** Relays in both directions and closes both ends when either closes. */
function relay(client: Socket, first: Buffer): void {
  client.setTimeout(0);
  client.pause();
  toPgBouncer((server) => {
    const end = () => {
      client.destroy();
      server.destroy();
    };
    server.on("error", end).on("close", end);
    client.on("error", end).on("close", end);
    server.write(first);
    client.pipe(server);
    server.pipe(client);
  }).once("error", () => client.end(fatal("08006", "The pooler is not available. Try again.")));
}

function toPgBouncer(onReady: (server: Socket) => void): Socket {
  const socket = connect({ port: settings.target, host: "127.0.0.1", noDelay: true });
  socket.once("connect", () => {
    if (!isTlsRequired) return onReady(socket);
    socket.write(sslRequest);
    socket.once("data", () => {
      const server = connectSecurely({ socket, ca: settings.chain, servername: "localhost" });
      server.once("secureConnect", () => onReady(server)).on("error", () => socket.destroy());
    });
  });
  return socket;
}

parentPort?.on("message", (message: EntranceMessage) => {
  isTlsRequired = message.isTlsRequired;
});

const server = createServer({ noDelay: true }, (client) => greet(client, false));
server.once("error", (cause) => {
  throw cause;
});
server.listen(settings.port, "127.0.0.1", () => parentPort?.postMessage("listening"));
