import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestCloud } from "../testing.ts";
import { openPortBook, releaseTakenPorts, requireLoopback } from "./ports.ts";
import { rotateLog } from "./processes/log-file.ts";
import { openStore } from "./store.ts";
import { loadTokens } from "./tokens.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sea-kernel-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the store", () => {
  test("keeps documents in insertion order, across reopening, closed to other users", () => {
    const file = join(directory, "cloud.db");
    const first = openStore(file);
    first.put("project", "b", { n: 1 });
    first.put("project", "a", { n: 2 });
    first.put("project", "b", { n: 3 });
    first.close();
    const second = openStore(file);
    expect(second.list("project")).toEqual([{ n: 3 }, { n: 2 }]);
    expect(second.delete("project", "a")).toBe(true);
    expect(second.delete("project", "a")).toBe(false);
    expect(second.get("project", "a")).toBeUndefined();
    for (const suffix of ["", "-wal", "-shm"]) expect(statSync(file + suffix).mode & 0o077).toBe(0);
    second.close();
  });

  test("a transaction that throws changes nothing", () => {
    const store = openStore(":memory:");
    const failing = () =>
      store.transaction(() => {
        store.put("k", "1", {});
        throw new RangeError("no");
      });
    expect(failing).toThrow("no");
    expect(store.list("k")).toEqual([]);
  });

  test("a broken file is refused with what to type", () => {
    const file = join(directory, "cloud.db");
    writeFileSync(file, "not a database, but long enough to be read as one ".repeat(100));
    expect(() => openStore(file)).toThrow(
      expect.objectContaining({
        code: "STORE_CORRUPT",
        message: expect.stringContaining("--wipe"),
      }),
    );
  });
});

describe("the port book", () => {
  test("remembers a name's port, and never assigns one twice", async () => {
    const store = openStore(":memory:");
    const book = openPortBook(store);
    const names = Array.from({ length: 40 }, (_, index) => `name-${index}`);
    const ports = await Promise.all(names.map((name) => book.get(name)));
    expect(new Set(ports).size).toBe(40);
    expect(await openPortBook(store).get("name-7")).toBe(ports[7]);
  });

  test("a port that another program took is refused with what to type", async () => {
    const store = openStore(":memory:");
    const book = openPortBook(store);
    const [port, other] = [await book.get("edge.http"), await book.get("edge.https")];
    const stranger = createServer();
    await new Promise<void>((listening) => stranger.listen(port, "127.0.0.1", listening));
    await expect(book.claim("edge.http")).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: expect.stringContaining(`lsof -i :${port}`),
    });
    expect(await releaseTakenPorts(store)).toEqual(["edge.http"]);
    expect(await book.claim("edge.http")).not.toBe(port);
    expect(await book.claim("edge.https")).toBe(other);
    await new Promise((closed) => stranger.close(closed));
  });
});

test("tokens are created once, in the vendors' format", () => {
  const store = openStore(":memory:");
  const tokens = loadTokens(store);
  expect(loadTokens(store)).toEqual(tokens);
  expect(tokens.supabase).toMatch(/^sbp_[0-9a-f]{40}$/);
  expect(tokens.cloudflare).toHaveLength(40);
  expect(tokens.sentry).toMatch(/^sntryu_[0-9a-f]{64}$/);
});

test("a log over its limit is rotated, and three old ones are kept", () => {
  const log = join(directory, "x.log");
  for (const text of ["one", "two", "three", "four", "five"]) {
    writeFileSync(log, text, { flag: "a" });
    expect(rotateLog(log, 2)).toBe(true);
  }
  expect(
    [1, 2, 3, 4].map((age) => statSync(`${log}.${age}`, { throwIfNoEntry: false })?.size),
  ).toEqual([4, 4, 5, undefined]);
  expect(rotateLog(log, 2)).toBe(false);
});

describe("the control plane", () => {
  test("accepts only its own host name with its token", async () => {
    const cloud = await startTestCloud({ vendors: [] });
    const url = `${cloud.context.controlUrl}/cloud/status`;
    const authorization = `Bearer ${cloud.tokens.admin}`;
    expect((await fetch(url)).status).toBe(401);
    expect(await (await fetch(url, { headers: { authorization } })).json()).toMatchObject({
      processes: [],
      vendors: {},
    });
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(url, { headers: { host: "evil.example", authorization } }, (response) =>
        resolve(response.statusCode),
      ).end();
    });
    expect(status).toBe(421);
    await cloud.close();
    expect(statSync(cloud.directory, { throwIfNoEntry: false })).toBeUndefined();
  });
});

test("a machine without the loopback address gets an error that says what to type", async () => {
  await requireLoopback();
  // 192.0.2.0/24 is for documentation: no machine has it.
  await expect(requireLoopback("192.0.2.1")).rejects.toMatchObject({
    code: "CLOUD_START_FAILED",
    message: expect.stringContaining("sudo ip addr add 192.0.2.1/8 dev lo"),
  });
});
