import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A third party's key check, on loopback: tests choose which keys it accepts, as an operator does
 * in a dashboard.
 */
export interface KeyServer {
  readonly url: string;
  readonly taken: Set<string>;
  /** While set, every call gets this status, whatever the key. */
  failing: number | undefined;
  /** Of every call: `GET /v1/balance 200`. */
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startKeyServer(): Promise<KeyServer> {
  const taken = new Set<string>();
  const calls: string[] = [];
  const state = { failing: undefined as number | undefined };
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    const judged = taken.has(keyOf(request)) ? 200 : (refusals[path]?.status ?? 404);
    const status = state.failing ?? judged;
    calls.push(`${request.method} ${request.url} ${status}`);
    const body =
      status === 200
        ? {}
        : { error: refusals[path]?.error ?? { message: `no such path for ${keyOf(request)}` } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return Object.assign(state, { url: `http://127.0.0.1:${port}`, taken, calls, close });
}

/** How two vendors reject an unknown key. */
const refusals: Readonly<Record<string, { status: number; error: object }>> = {
  "/v1/balance": {
    status: 401,
    error: { type: "invalid_request_error", message: "Invalid API Key provided" },
  },
  "/v1beta/models": {
    status: 400,
    error: {
      code: 400,
      status: "INVALID_ARGUMENT",
      details: [{ reason: "API_KEY_INVALID", domain: "globe.example" }],
    },
  },
};

function keyOf({ headers }: IncomingMessage): string {
  return String(headers["x-goog-api-key"] ?? headers.authorization?.replace(/^Bearer /, ""));
}
