import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";

/** Responds before reading the body, as the path says: `/413/<bytes of the response>`. */
const source = `export default {
  async fetch(request) {
    const [, status, bytes] = new URL(request.url).pathname.split("/");
    if (status === "part") {
      const reader = request.body.getReader();
      await reader.read();
      return new Response("a part is enough", { status: 422 });
    }
    const body = status === "204" ? null : "x".repeat(Number(bytes));
    return new Response(body, { status: Number(status), headers: { "x-early": "1" } });
  },
};`;

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source });
});
afterAll(() => cloudflare.close());

const mebibyte = 1024 * 1024;
const bodies = [1, 2, 2 + 1 / mebibyte, 3, 5, 1.5, 20].map((size) => Buffer.alloc(size * mebibyte));

interface Outcome {
  readonly status: number;
  readonly bytes: number;
}

/** Like curl, sends everything, whatever comes back in the meantime. */
function postHttp1(path: string, body: Buffer, chunked = false): Promise<Outcome> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    const length = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${length}\r\n\r\n`,
    );
    if (chunked) socket.write(`${body.length.toString(16)}\r\n`);
    socket.write(body);
    if (chunked) socket.write("\r\n0\r\n\r\n");
    const parts: Buffer[] = [];
    socket.on("data", (part) => parts.push(part));
    socket.once("error", reject);
    socket.once("close", () => {
      const [head = "", content = ""] = Buffer.concat(parts).toString("latin1").split("\r\n\r\n");
      resolve({ status: Number(head.split(" ")[1]), bytes: content.length });
    });
  });
}

function postHttp2(path: string, body: Buffer): Promise<Outcome> {
  const session = connectHttp2(cloudflare.appTls, {
    rejectUnauthorized: false,
    maxSessionMemory: 100,
  });
  const stream = session.request({ ":path": path, ":method": "POST" });
  return new Promise<Outcome>((resolve, reject) => {
    let outcome = { status: 0, bytes: 0 };
    stream.once("response", (headers) => {
      outcome = { ...outcome, status: Number(headers[":status"]) };
    });
    stream.on("data", (part: Buffer) => {
      outcome = { ...outcome, bytes: outcome.bytes + part.length };
    });
    stream.once("end", () => resolve(outcome));
    stream.once("error", reject);
    session.once("error", reject);
    stream.end(body);
  }).finally(() => session.destroy());
}

const posts = {
  "HTTP/1.1": postHttp1,
  "HTTP/1.1, chunked": (path: string, body: Buffer) => postHttp1(path, body, true),
  "HTTP/2": postHttp2,
};
const responses = [
  { path: "/413/40", status: 413, bytes: 40 },
  { path: "/404/300", status: 404, bytes: 300 },
  { path: "/429/0", status: 429, bytes: 0 },
  { path: "/200/3000000", status: 200, bytes: 3_000_000 },
  { path: "/204/0", status: 204, bytes: 0 },
  { path: "/part/", status: 422, bytes: 16 },
];

test.each(Object.entries(posts))(
  "a response sent before the Worker read the body arrives, 100 of 100 times (%s)",
  async (_name, post) => {
    for (let index = 0; index < 100; index++) {
      const body = bodies[index % bodies.length] ?? Buffer.alloc(0);
      const { path, ...expected } = responses[index % responses.length] ?? { path: "" };
      expect(await post(path, body), `${path}, ${body.length} bytes`).toEqual(expected);
    }
  },
);

test("the connection can be reused", async () => {
  for (const length of [1, 100_000, 3 * mebibyte]) {
    const answer = await fetch(`${cloudflare.app}/413/5`, {
      method: "POST",
      body: Buffer.alloc(length),
    });
    expect([answer.status, await answer.text()]).toEqual([413, "xxxxx"]);
    expect((await fetch(`${cloudflare.app}/200/2`)).status).toBe(200);
  }
});
