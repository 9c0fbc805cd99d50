import type { Socket } from "node:net";
import pg from "pg";

/** A logged-in connection to the database, used by one holder at a time. */
export interface OriginConnection {
  readonly socket: Socket;
  /** Parameters that the server reported at login. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Cloudflare's timeout for connecting to an origin. */
const connectTimeoutMs = 15_000;

/**
 * The driver logs in, over TLS, which Hyperdrive requires of origins. After that the bytes are the
 * client's, so the driver's listeners are removed.
 */
export async function connectOrigin(
  connectionString: string,
  onClose: (connection: OriginConnection) => void,
): Promise<OriginConnection> {
  const client = new pg.Client({
    connectionString,
    application_name: "hyperdrive",
    connectionTimeoutMillis: connectTimeoutMs,
    // Encrypted but not verified: Hyperdrive's `sslmode=require`.
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
  // The driver also listens on the socket under TLS, and an error without a listener would be
  // thrown.
  connection.removeAllListeners().on("error", () => socket.destroy());
  const opened = { socket, parameters };
  for (const event of ["error", "end"]) socket.on(event, () => socket.destroy());
  socket.once("close", () => onClose(opened));
  socket.resume();
  return opened;
}
