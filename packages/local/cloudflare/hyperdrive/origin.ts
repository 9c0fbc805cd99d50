import type { Socket } from "node:net";
import pg from "pg";

/** A connection to the database that is logged in and idle; whoever has it, has it alone. */
export interface OriginConnection {
  readonly socket: Socket;
  /** What the server said of itself at the login. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Keeps connections for the next one. */
export interface Origin {
  /** An idle connection, or a new one. Rejects when the database does not let in. */
  take(): Promise<OriginConnection>;
  /** Gives one back that is idle again. */
  give(connection: OriginConnection): void;
  close(): void;
}

export function openOrigin(connectionString: string): Origin {
  const idle: OriginConnection[] = [];
  const forget = (socket: Socket) => {
    const index = idle.findIndex((one) => one.socket === socket);
    if (index >= 0) idle.splice(index, 1);
  };
  let closed = false;
  return {
    take: async () => idle.pop() ?? connect(connectionString, forget),
    give: (connection) => {
      if (closed || connection.socket.destroyed) connection.socket.destroy();
      else idle.push(connection);
    },
    close: () => {
      closed = true;
      for (const { socket } of idle.splice(0)) socket.destroy();
    },
  };
}

/** The driver logs in; from then on the bytes are the client's, so its listeners go. */
async function connect(
  connectionString: string,
  onClose: (socket: Socket) => void,
): Promise<OriginConnection> {
  const client = new pg.Client({
    connectionString,
    application_name: "hyperdrive",
    connectionTimeoutMillis: 5_000,
  });
  const { connection } = client as unknown as {
    connection: NodeJS.EventEmitter & { stream: Socket };
  };
  const parameters: Record<string, string> = {};
  connection.on(
    "parameterStatus",
    ({ parameterName, parameterValue }: { parameterName: string; parameterValue: string }) => {
      parameters[parameterName] = parameterValue;
    },
  );
  await client.connect();
  const socket = connection.stream;
  for (const event of ["data", "error", "close", "end"]) socket.removeAllListeners(event);
  socket.on("error", () => socket.destroy()).on("close", () => onClose(socket));
  socket.resume();
  return { socket, parameters };
}
