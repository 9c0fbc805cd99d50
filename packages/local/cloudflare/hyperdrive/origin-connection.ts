import type { Socket } from "node:net";
import pg from "pg";

/** A connection to the database that is logged in; anyone who has it, has it alone. */
export interface OriginConnection {
  readonly socket: Socket;
  /** What the server said of itself at the login. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Cloudflare's limit of the first connection to an origin. */
const connectTimeoutMs = 15_000;

/**
 * The driver logs in, over TLS, without which Hyperdrive connects to no origin; from then on the
 * bytes are the client's, so its listeners go.
 */
export async function connectOrigin(
  connectionString: string,
  onClose: (connection: OriginConnection) => void,
): Promise<OriginConnection> {
  const client = new pg.Client({
    connectionString,
    application_name: "hyperdrive",
    connectionTimeoutMillis: connectTimeoutMs,
    // Encrypted and not verified: Hyperdrive's `sslmode=require`.
    ssl: { rejectUnauthorized: false },
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
  // The driver also listens to the socket under TLS, and throws what nobody listens to.
  connection.removeAllListeners().on("error", () => socket.destroy());
  const opened = { socket, parameters };
  for (const event of ["error", "end"]) socket.on(event, () => socket.destroy());
  socket.once("close", () => onClose(opened));
  socket.resume();
  return opened;
}
