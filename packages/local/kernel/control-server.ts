import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** A client that sends slower than this loses its connection. */
export const requestTimes = { headersTimeout: 15_000, requestTimeout: 300_000 } as const;

export interface ControlServer {
  close(): Promise<void>;
}

/** Serves the control plane on loopback. Resolves when it listens. */
export function listen(app: Hono, port: number): Promise<ControlServer> {
  return new Promise((resolve, reject) => {
    const options = { fetch: app.fetch, port, hostname: "127.0.0.1", serverOptions: requestTimes };
    const server = serve(options, () => resolve({ close: () => close(server as Server) }));
    server.once("error", reject);
  });
}

/**
 * Rejects requests for other hosts: a web page whose name an attacker points at 127.0.0.1 (DNS
 * rebinding) sends its own name, so it never reaches the token check.
 */
export function hostGuard(port: number): Hono {
  const allowed = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const app = new Hono();
  app.use(async function checkHost(context, next) {
    const host = context.req.header("host") ?? "";
    if (!allowed.has(host)) {
      return context.json(
        {
          code: "HOST_REFUSED",
          message: `The local cloud accepts only requests to ${[...allowed].join(" and ")}.`,
        },
        421,
      );
    }
    return next();
  });
  return app;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
