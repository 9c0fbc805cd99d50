import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;

const worker = `export default { async fetch(request) {
  if (new URL(request.url).pathname !== "/size") return Response.json({ mark: "served" });
  let size = 0;
  for await (const chunk of request.body) size += chunk.length;
  return new Response(String(size));
} };`;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: worker });
});
afterAll(() => cloudflare.close());

const json = async (path: string) =>
  (await (await fetch(`${cloudflare.app}${path}`)).json()) as Record<string, unknown>;

/**
 * Sends this text byte for byte (and closes this end, with `endFirst`); returns everything received
 * until the server closes.
 */
function raw(text: string, endFirst = false): Promise<string> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () =>
      endFirst ? socket.end(text) : socket.write(text),
    );
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("close", () => resolve(Buffer.concat(chunks).toString()));
    socket.once("error", endFirst ? () => resolve("") : reject);
  });
}

describe("refusals of the edge itself", () => {
  test.each([
    ["example.com", "404", "error code: 1001"],
    ["127.0.0.1", "403", "error code: 1003"],
    ["localhost.example.com", "404", "error code: 1001"],
  ])("Host %s", async (host, status, text) => {
    const answer = await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer).toContain(text);
  });

  test("no Host, an invalid Host, and a request that is not HTTP", async () => {
    expect(await raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).toContain("HTTP/1.1 400");
    expect(await raw("GET / HTTP/1.1\r\nHost: local host\r\nConnection: close\r\n\r\n")).toContain(
      "HTTP/1.1 400",
    );
    expect(await raw("hello\r\n\r\n")).toContain("HTTP/1.1 400");
  });

  test.each([
    ["declared", { "content-length": String(101 * 1024 * 1024) }],
    ["not declared", { "transfer-encoding": "chunked" }],
  ])("a body over 100 MB, %s", async (_name, framing) => {
    const { port } = new URL(cloudflare.app);
    const status = await new Promise<number>((resolve, reject) => {
      const options = {
        port,
        host: "127.0.0.1",
        method: "POST",
        path: "/size",
        headers: { host: "localhost", ...framing },
      };
      const request = httpRequest(options, (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      });
      request.once("error", reject);
      sendMegabytes(request, 101);
    });
    expect(status).toBe(413);
  });

  test("a body without a declared length is framed for every method", async () => {
    const answer = await raw(
      "DELETE /size HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    );
    expect(answer.split("\r\n\r\n")[1]).toContain("5");
    expect((await json("/")).mark).toBeDefined();
  });
});

test("nothing that a client sends stops the edge", async () => {
  const token = fc.constantFrom(
    "GET",
    "POST",
    " ",
    "/",
    "?",
    "%",
    "\r\n",
    "Host: localhost",
    "Host:",
    "Content-Length: 5",
    "Transfer-Encoding: chunked",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "HTTP/1.1",
    "\0",
    "\u{1F600}",
    "*",
    "http://",
    "[::1]",
    ":",
    "@",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(token, fc.string({ maxLength: 8 })), { maxLength: 12 }),
      async (parts) => {
        await raw(`${parts.join("")}\r\n\r\n`, true);
      },
    ),
    { numRuns: 150 },
  );
  expect((await json("/")).mark).toBeDefined();
});

function sendMegabytes(request: ReturnType<typeof httpRequest>, count: number): void {
  const chunk = Buffer.alloc(1024 * 1024);
  let sent = 0;
  const more = () => {
    while (sent++ < count) if (!request.write(chunk)) return void request.once("drain", more);
    request.end();
  };
  more();
}
