import { request as httpRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { zoneId } from "../../api/ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";
import { chooseEncoding } from "./accept-encoding.ts";

/** Sends as many bytes as the path says, with the headers named in the query. */
const source = `export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const [, bytes, status = "200"] = pathname.split("/");
    const headers = { "content-type": "application/json", ...Object.fromEntries(searchParams) };
    if (bytes === "stream") {
      const parts = ["first ".repeat(20), "second"];
      return new Response(new ReadableStream({ pull: (controller) => {
        const part = parts.shift();
        if (part) controller.enqueue(new TextEncoder().encode(part)); else controller.close();
      } }), { headers });
    }
    return new Response("x".repeat(Number(bytes)), { status: Number(status), headers });
  },
};`;

const zone = { zone_id: zoneId };
const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
};

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source });
});
afterAll(() => cloudflare.close());

/** fetch() always decompresses. */
function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const { port } = new URL(cloudflare.app);
  return new Promise<{
    encoding: string | undefined;
    headers: NodeJS.Dict<string | string[]>;
    body: Buffer;
    bytes: number;
  }>((resolve, reject) => {
    const asked = httpRequest(
      { port, host: "127.0.0.1", path, method, headers: { host: "localhost", ...headers } },
      async (answer) => {
        const raw = await buffer(answer);
        const encoding = answer.headers["content-encoding"];
        const body = (encoding && decoders[encoding]?.(raw)) || raw;
        resolve({ encoding, headers: answer.headers, body, bytes: raw.length });
      },
    );
    asked.once("error", reject).end();
  });
}

const all = { "accept-encoding": "gzip, deflate, br, zstd" };

test("responses above 1 KB are compressed", async () => {
  for (const [accepted, encoding] of [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
  ] as const) {
    const answer = await get("/2000", { "accept-encoding": accepted });
    expect(answer).toMatchObject({ encoding, body: Buffer.alloc(2000, "x") });
    expect(answer.bytes).toBeLessThan(100);
    expect(answer.headers).toMatchObject({
      vary: "Accept-Encoding",
      "content-length": String(answer.bytes),
    });
  }
});

test.each([
  ["no client asks for it", "/2000", {}],
  ["no known encoding", "/2000", { "accept-encoding": "deflate" }],
  ["refused", "/2000", { "accept-encoding": "br;q=0, gzip;q=0" }],
  ["too small", "/40", all],
  ["another type", "/2000?content-type=image/png", all],
  ["event stream", "/2000?content-type=text/event-stream", all],
  ["no-transform", "/2000?cache-control=no-transform", all],
  ["created", "/2000/201", all],
  ["a failure", "/2000/500", all],
])("%s: sent unchanged", async (_why, path, headers) => {
  const answer = await get(path, headers);
  expect(answer.encoding).toBeUndefined();
  expect(answer.body).toEqual(Buffer.alloc(answer.body.length, "x"));
});

test.each(["/2000/403", "/2000/404", "/2000?content-type=text/html;%20charset=utf-8", "/60"])(
  "%s is compressed",
  async (path) => expect((await get(path, all)).encoding).toBe("br"),
);

test("what the Worker encoded is not compressed again", async () => {
  expect(await get("/2000?content-encoding=gzip", all)).toMatchObject({
    encoding: "gzip",
    body: Buffer.alloc(2000, "x"),
  });
  const own = await get("/2000?content-encoding=x-own", all);
  expect([own.encoding, own.bytes]).toEqual(["x-own", 2000]);
});

test("a strong ETag becomes weak, and a weak one stays", async () => {
  const tagged = async (etag: string) =>
    (await get(`/2000?etag=${encodeURIComponent(etag)}`, all)).headers.etag;
  expect(await tagged('"a"')).toBe('W/"a"');
  expect(await tagged('W/"a"')).toBe('W/"a"');
});

test("Vary keeps the Worker's values", async () => {
  const vary = async (value: string) => (await get(`/2000?vary=${value}`, all)).headers.vary;
  expect(await vary("Origin")).toBe("Origin, Accept-Encoding");
  expect(await vary("accept-encoding")).toBe("accept-encoding");
});

test("a stream is compressed chunk by chunk", async () => {
  for (const accepted of ["br", "gzip"]) {
    const answer = await get("/stream", { "accept-encoding": accepted });
    expect([answer.encoding, answer.body.toString()]).toEqual([
      accepted,
      `${"first ".repeat(20)}second`,
    ]);
  }
});

test("a HEAD and a range are sent unchanged", async () => {
  expect((await get("/2000", all, "HEAD")).encoding).toBeUndefined();
  expect((await get("/2000/206", all)).encoding).toBeUndefined();
});

test("with brotli off, gzip is used", async () => {
  await cloudflare.client.zones.settings.edit("brotli", { ...zone, value: "off" } as never);
  expect((await get("/2000", all)).encoding).toBe("gzip");
  await cloudflare.client.zones.settings.edit("brotli", { ...zone, value: "on" } as never);
});

describe("compression rules", () => {
  const rules = (...wanted: { expression: string; algorithms: string[] }[]) =>
    cloudflare.client.rulesets.phases.update("http_response_compression", {
      ...zone,
      rules: wanted.map(({ expression, algorithms }) => ({
        action: "compress_response",
        expression,
        action_parameters: { algorithms: algorithms.map((name) => ({ name })) },
      })),
    } as never);
  beforeEach(async () => void (await rules()));

  test("choose Zstandard, or another type", async () => {
    await rules({ expression: "true", algorithms: ["zstd", "brotli", "gzip"] });
    expect((await get("/2000", all)).encoding).toBe("zstd");
    expect((await get("/2000", { "accept-encoding": "gzip" })).encoding).toBe("gzip");
    expect((await get("/2000?content-type=image/png", all)).encoding).toBe("zstd");
  });

  test("switch compression off, or keep the default; the last matching one wins", async () => {
    await rules({ expression: "true", algorithms: ["none"] });
    expect((await get("/2000", all)).encoding).toBeUndefined();
    await rules(
      { expression: "true", algorithms: ["none"] },
      { expression: 'http.request.uri.path eq "/2000"', algorithms: ["default"] },
    );
    expect((await get("/2000", all)).encoding).toBe("br");
    expect((await get("/2001", all)).encoding).toBeUndefined();
  });

  test("an unknown algorithm is refused", async () => {
    await expect(rules({ expression: "true", algorithms: ["lzma"] })).rejects.toMatchObject({
      status: 400,
    });
  });
});

test.each([
  ["gzip, br", "br"],
  ["*", "br"],
  ["*;q=0", undefined],
  ["GZIP", "gzip"],
  ["br;q=0, *", "gzip"],
  ["gzip;q=0.001", "gzip"],
  ["identity", undefined],
  ["", undefined],
] as const)("of br and gzip, '%s' selects %s", (accepted, encoding) => {
  expect(chooseEncoding(accepted, ["br", "gzip"])).toBe(encoding);
});
