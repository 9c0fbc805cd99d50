import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createVendorClient, type VendorClient } from "./http.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/**
 * A real HTTP server that responds with the given statuses in turn, and a client that does not wait
 * between attempts.
 */
async function serve(
  answers: readonly { status: number; body?: string; headers?: Record<string, string> }[],
) {
  const calls: string[] = [];
  const waits: number[] = [];
  const listener: RequestListener = (request, response) => {
    const answer = answers[Math.min(calls.length, answers.length - 1)] ?? { status: 500 };
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  server = createServer(listener);
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
  const client: VendorClient = createVendorClient({
    vendor: "Acme",
    baseUrl,
    headers: { authorization: "Bearer canary" },
    sleep: async (ms) => void waits.push(ms),
  });
  return { client, calls, waits };
}

test("sends JSON with the token and parses the answer", async () => {
  const { client, calls } = await serve([{ status: 200, body: '{"id":7}' }]);
  expect(await client.request("POST", "/things", { name: "x" })).toMatchObject({
    status: 200,
    body: { id: 7 },
  });
  expect(calls).toEqual(["POST /v1/things Bearer canary"]);
});

test("429 is retried for every method, after the time that Retry-After names", async () => {
  const { client, calls, waits } = await serve([
    { status: 429, headers: { "retry-after": "2" } },
    { status: 200, body: "{}" },
  ]);
  expect((await client.request("POST", "/things", {})).status).toBe(200);
  expect(calls).toHaveLength(2);
  expect(waits).toEqual([2000]);
});

test("a failed POST is not retried, a failed PUT is, a limited number of times", async () => {
  const posting = await serve([{ status: 502 }]);
  await expect(posting.client.request("POST", "/things", {})).rejects.toMatchObject({
    code: "VENDOR_REFUSED",
    retryable: false,
  });
  expect(posting.calls).toHaveLength(1);
  server?.close();
  const putting = await serve([{ status: 502 }]);
  await expect(putting.client.request("PUT", "/things", {})).rejects.toMatchObject({
    code: "VENDOR_REFUSED",
  });
  expect(putting.calls).toHaveLength(4);
});

test.each([
  [401, "VENDOR_UNAUTHORIZED", '{"message":"Unauthorized"}', "Unauthorized"],
  [404, "VENDOR_NOT_FOUND", '{"detail":"The requested resource does not exist"}', "does not exist"],
  [
    409,
    "VENDOR_CONFLICT",
    '{"success":false,"errors":[{"code":10014,"message":"taken"}]}',
    "taken (10014)",
  ],
  [501, "VENDOR_REFUSED", '{"error":"no such thing"}', "no such thing"],
])(
  "%i becomes %s with the vendor's own reason and no token",
  async (status, code, body, reason) => {
    const { client, calls } = await serve([{ status, body }]);
    const failure = client.request("GET", "/things/1");
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(reason) });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining("canary") });
    expect(calls).toHaveLength(1);
  },
);

test("a vendor that does not respond is named with its address", async () => {
  const client = createVendorClient({
    vendor: "Acme",
    baseUrl: "http://127.0.0.1:1",
    headers: {},
    sleep: async () => {},
  });
  await expect(client.request("GET", "/x")).rejects.toMatchObject({
    code: "VENDOR_UNREACHABLE",
    message: expect.stringContaining("127.0.0.1:1/x"),
  });
});
