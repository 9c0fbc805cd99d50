import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Detour, openDetour } from "./detour.ts";

const server = createServer((_, response) => response.end("the whole response"));
let detour: Detour;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  detour = await openDetour((server.address() as AddressInfo).port);
});

afterAll(async () => {
  await detour.close();
  server.close();
});

const read = async () => {
  const headers = { connection: "close" };
  return (await fetch(`http://127.0.0.1:${detour.port}`, { headers })).text();
};

test.each(["pass", "slow"] as const)("%s: the response arrives whole", async (mode) => {
  detour.set(mode);
  expect(await read()).toBe("the whole response");
});

test.each(["reset", "partial"] as const)(
  "%s: the response is broken, and whole again after it",
  async (mode) => {
    detour.set(mode);
    await expect(read()).rejects.toThrow();
    detour.set("pass");
    expect(await read()).toBe("the whole response");
  },
);
