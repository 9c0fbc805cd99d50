import { connect, createServer, type Server, type Socket } from "node:net";
import type { Call, Destination, Gate } from "./gate.ts";

/**
 * The end of the server's response to each query: ReadyForQuery, five bytes and a status
 * (PostgreSQL's protocol, 55.7).
 */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5]);
const terminate = 0x58;

/**
 * A call starts with the caller's first bytes after the server was ready, and ends when it is ready
 * again; a log-in is one call.
 */
export function openSqlDetour({ service, port }: Destination, gate: Gate): Server {
  return createServer((caller) => {
    const server = connect(port, "127.0.0.1");
    const end = () => {
      caller.destroy();
      server.destroy();
    };
    for (const socket of [caller, server]) socket.on("error", end).on("close", end);
    converse(service, gate, caller, server, end);
  });
}

function converse(
  service: string,
  gate: Gate,
  caller: Socket,
  server: Socket,
  end: () => void,
): void {
  let call: Call | undefined;
  let isNew = true;
  let last = Buffer.alloc(0);
  inTurn(caller, async (bytes) => {
    if (call === undefined && bytes[0] !== terminate) {
      call = { service, name: isNew ? "log in" : statementIn(bytes) };
      isNew = false;
      const fate = await gate.before(call);
      if (fate === "silence") return;
      if (fate !== "pass") return end();
    }
    server.write(bytes);
  });
  inTurn(server, async (bytes) => {
    last = Buffer.concat([last, bytes]).subarray(-6);
    if (call !== undefined && last.subarray(0, 5).equals(readyForQuery)) {
      const answered = call;
      call = undefined;
      if ((await gate.after(answered)) === "cut") return end();
    }
    caller.write(bytes);
  });
}

/** Passes on incoming data, one chunk at a time. */
function inTurn(socket: Socket, take: (bytes: Buffer) => Promise<void>): void {
  let turn = Promise.resolve();
  socket.on("data", (bytes: Buffer) => {
    turn = turn.then(() => take(bytes));
  });
}

/** The first words, which at most name an object: later ones may be a verifier. */
function statementIn(bytes: Buffer): string {
  const [words] =
    /\b(create|alter|grant|revoke|drop|reassign|select|begin|commit|rollback)\b[\w" ]{0,40}/i.exec(
      bytes.toString("latin1"),
    ) ?? [];
  return (words ?? "statement")
    .replaceAll('"', "")
    .trim()
    .split(/\s+/)
    .slice(0, 3)
    .join(" ")
    .toLowerCase();
}
