import { AssertionError } from "node:assert";
import { request } from "node:http";

/** A WebSocket client that records what it receives. */
export interface Listener {
  /** The JSON messages. */
  readonly messages: readonly unknown[];
  readonly texts: readonly string[];
  /** False from the moment the other side starts closing. */
  isOpen(): boolean;
  /** The close code, once closed. */
  readonly closed: Promise<number>;
  send(text: string): void;
  /** Closes and returns the code confirmed by the other side. */
  close(code?: number): Promise<number>;
}

/**
 * Resolves when the socket is open; rejects if it is refused. Headers are those that a browser's
 * page cannot set.
 */
export async function listen(
  url: URL,
  headers: Readonly<Record<string, string>> = {},
): Promise<Listener> {
  const socket = new WebSocket(url.href.replace(/^http/, "ws"), { headers } as never);
  const messages: unknown[] = [];
  const texts: string[] = [];
  socket.addEventListener("message", ({ data }) => {
    const text = String(data);
    texts.push(text);
    if (text.startsWith("{")) messages.push(JSON.parse(text));
  });
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener("close", ({ code }) => resolve(code), { once: true }),
  );
  const refused = new AssertionError({ message: `${url.pathname} opened no WebSocket` });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(refused), { once: true });
  });
  return {
    messages,
    texts,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    closed,
    send: (text) => socket.send(text),
    close: (code = 1000) => {
      socket.close(code);
      return closed;
    },
  };
}

/** The response status of a WebSocket upgrade with these headers: 101, or an error. */
export function upgradeStatus(
  url: URL,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const upgrade = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": btoa("0123456789abcdef"),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { ...upgrade, ...headers } });
    sent.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode);
    });
    sent.once("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once("error", reject);
    sent.end();
  });
}
