import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { loadCertificate } from "../tls/certificate.ts";
import { type Listeners, listen } from "./listeners.ts";

const directory = mkdtempSync(join(tmpdir(), "sea-listen-"));
let [httpPort, httpsPort] = [0, 0];
let listeners: Listeners;
const broken: string[] = [];

beforeAll(async () => {
  [httpPort, httpsPort] = [await freePort(), await freePort()];
  const handler = {
    request: (message: { url?: string | undefined } & NodeJS.EventEmitter, response: unknown) => {
      const answer = response as ServerResponse;
      answer.once("close", () => {
        if (!answer.writableFinished) broken.push(message.url ?? "");
      });
      if (message.url === "/body")
        message.on("data", () => undefined).once("end", () => answer.end("whole"));
      else if (message.url !== "/never") answer.end("done");
    },
    upgrade: () => undefined,
  };
  const limits = { headMs: 300, silentMs: 500 };
  const certificate = await loadCertificate(directory, "localhost");
  const tls = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", http2: true } as const;
  listeners = await listen(handler as Parameters<typeof listen>[0], {
    httpPort,
    httpsPort,
    certificate,
    tls,
    limits,
  });
});
beforeEach(() => {
  broken.length = 0;
});
afterAll(async () => {
  await listeners.close();
  rmSync(directory, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Returns everything received until the server closes. `feed` is sent again every 100 ms. */
function converse(
  text: string,
  { feed = "", times = 0, halfClose = false, tls = false } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const begin = () => (halfClose ? socket.end(text) : socket.write(text));
    const place = { host: "127.0.0.1", allowHalfOpen: true };
    const socket: Socket = tls
      ? tlsConnect(
          { ...place, port: httpsPort, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] },
          begin,
        )
      : connect({ ...place, port: httpPort }, begin);
    let [received, sent] = ["", 0];
    const feeding = setInterval(
      () => (sent++ < times ? socket.write(feed) : clearInterval(feeding)),
      100,
    );
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", () => undefined);
    socket.once("end", () => socket.end());
    socket.once("close", () => {
      clearInterval(feeding);
      resolve(received);
    });
  });
}

test.each([false, true])("an incomplete header times out (over TLS: %s)", async (tls) => {
  expect(
    await converse("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", {
      feed: "a",
      times: 100,
      tls,
    }),
  ).toContain("HTTP/1.1 408");
});

test("a slow body is accepted while bytes arrive, and times out otherwise", async () => {
  const head =
    "POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\n";
  expect(await converse(head, { feed: "x", times: 10 })).toContain("whole");
  expect(await converse(`${head}12345`)).toBe("");
  await vi.waitFor(() => expect(broken).toEqual(["/body"]));
});

test("an idle connection is closed", async () => {
  expect(await converse("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")).toBe("");
  await vi.waitFor(() => expect(broken).toEqual(["/never"]));
});

test("a client that half-closes has disconnected: its request is aborted", async () => {
  await converse("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n", { halfClose: true });
  await vi.waitFor(() => expect(broken).toEqual(["/never"]));
});
