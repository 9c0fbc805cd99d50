import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { answers, quoteIdentifier, quoteLiteral } from "./connection.ts";

it.each([
  ["plain", "'plain'"],
  ["it's", "'it''s'"],
  ["back\\slash'", " E'back\\\\slash'''"],
])("quotes the literal %s", (text, quoted) => {
  expect(quoteLiteral(text)).toBe(quoted);
});

it("quotes identifiers", () => {
  expect(quoteIdentifier('we"ird')).toBe('"we""ird"');
});

it("says that a server with another protocol does not respond", async () => {
  const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect(await answers({ port, user: "postgres", password: "x" })).toBe(false);
  server.close();
});
