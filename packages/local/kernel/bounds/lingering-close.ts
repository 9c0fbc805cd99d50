import type { Socket } from "node:net";

/** Same as nginx's lingering_time. */
const longestMs = 30_000;

/**
 * For a connection that ends with this response while the client may still be sending its body:
 * closes only our side and reads the rest. Closing both sides makes TCP reset the connection, and
 * the client may lose the response.
 */
export function closeLingering(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    const longest = setTimeout(() => socket.destroy(), longestMs).unref();
    socket.once("close", () => clearTimeout(longest));
  };
}
