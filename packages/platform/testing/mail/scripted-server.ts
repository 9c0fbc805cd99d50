import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export interface ScriptedServer {
  readonly options: {
    readonly host: string;
    readonly port: number;
    readonly security: "none";
    readonly timeoutMs: number;
  };
  /** Everything that the client sent. */
  lines(): readonly string[];
  /** Number of complete messages. */
  messages(): number;
  close(): Promise<void>;
}

/**
 * A mail server that replies to a line as the script says: undefined for the usual reply, the empty
 * string for none, `hang up` to close the connection.
 */
export async function scriptedServer(
  script: (line: string) => string | undefined,
): Promise<ScriptedServer> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const answer = (socket: Socket, line: string) => {
    const said = script(line) ?? usual(line);
    if (said === "hang up") socket.destroy();
    else if (said !== "") socket.write(`${said}\r\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.write("220 scripted\r\n");
    let text = "";
    let inMessage = false;
    socket.setEncoding("latin1").on("data", (piece: string) => {
      text += piece;
      for (let end = text.indexOf("\r\n"); end !== -1; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (!inMessage || line === ".") lines.push(line);
        if (!inMessage || line === ".") answer(socket, line);
        inMessage = line === "DATA" || (inMessage && line !== ".");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    options: { host: "127.0.0.1", port: portOf(server), security: "none", timeoutMs: 10_000 },
    lines: () => lines,
    messages: () => lines.filter((line) => line === ".").length,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function usual(line: string): string {
  if (line.startsWith("EHLO")) return "250-scripted\r\n250 STARTTLS";
  return line === "DATA" ? "354 go" : "250 OK";
}

/** A loopback port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
