import type { Hono } from "hono";
import type { CloudContext } from "../../kernel/context.ts";
import { type ControlServer, hostGuard, listen } from "../../kernel/control-server.ts";

/** The name of the ingest's port in the port book. */
const ingestPortName = "sentry.ingest";

export interface IngestServer {
  /** `http://127.0.0.1:<port>`; known before the server listens, because DSNs hold it. */
  url(): Promise<string>;
  /** Safe to call again. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The loopback listener behind DSNs. Throws PORT_TAKEN at `start` when another program has the
 * port.
 */
export function createIngestServer(context: CloudContext, ingest: Hono): IngestServer {
  let server: ControlServer | undefined;
  return {
    url: async () => `http://127.0.0.1:${await context.ports.get(ingestPortName)}`,
    start: async () => {
      if (server) return;
      const port = await context.ports.claim(ingestPortName);
      server = await listen(hostGuard(port).route("/", ingest), port);
    },
    close: async () => {
      await server?.close();
      server = undefined;
    },
  };
}
