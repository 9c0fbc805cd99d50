import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sendRound } from "./synthetic.ts";

let received = 0;
const server = createServer((_, response) => {
  received += 1;
  response.end();
});
let url: string;
const never = new AbortController().signal;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

beforeEach(() => {
  received = 0;
});

afterAll(() => server.close());

test("a round sends the requests that are missing", async () => {
  await sendRound([{ url, headers: {} }], 9, never);
  expect(received).toBe(9);
});

test("a round ends in time, however many are missing", async () => {
  let ms = 0;
  await sendRound([{ url, headers: {} }], 1_000_000, never, () => {
    ms += 100;
    return ms;
  });
  expect(received).toBeGreaterThan(0);
  expect(received).toBeLessThan(60);
});

test("an interruption ends a round at once", async () => {
  const interruption = new AbortController();
  const interrupting = [
    { url, headers: {} },
    {
      get url() {
        interruption.abort();
        return url;
      },
      headers: {},
    },
  ];
  await sendRound(interrupting, 1_000_000, interruption.signal);
  expect(received).toBeLessThan(5);
});
