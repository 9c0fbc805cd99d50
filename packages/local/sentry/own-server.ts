import type { Hono } from "hono";
import { limitBody } from "../kernel/bounds/body-limit.ts";
import type { CloudContext } from "../kernel/context.ts";
import { type ControlServer, hostGuard, listen } from "../kernel/control-server.ts";

export interface OwnServer {
  /** Idempotent. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `http://127.0.0.1:<port>`; known before the server listens, because DSNs contain it. */
export async function ownUrl(context: CloudContext, name: string): Promise<string> {
  return `http://127.0.0.1:${await context.ports.get(name)}`;
}

/**
 * A loopback listener beside the control plane, for DSNs and for clients that accept no URL with a
 * path. `name` is its port's name in the port book. `start` throws PORT_TAKEN when another program
 * uses the port.
 */
export function createOwnServer(context: CloudContext, app: Hono, name: string): OwnServer {
  let server: ControlServer | undefined;
  return {
    start: async () => {
      if (server) return;
      const port = await context.ports.claim(name);
      server = await listen(hostGuard(port).use(limitBody("sentry")).route("/", app), port);
    },
    close: async () => {
      await server?.close();
      server = undefined;
    },
  };
}
