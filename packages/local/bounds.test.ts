import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bounds } from "./bounds.ts";
import { maxBodyBytes } from "./kernel/bounds/body-limit.ts";
import { startTestCloud, type TestCloud } from "./testing.ts";
import { vendorFactories } from "./vendors.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ vendors: vendorFactories });
});
afterAll(() => cloud.close());

const portOf = (name: string) => cloud.context.ports.all()[name] ?? 0;

/** Sends the head alone: what is too large is refused before it is read. */
function statusOf(port: number, path: string, length: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${length}\r\n\r\n`;
    socket.write(head);
    socket.once("error", reject);
    socket.once("data", (data) => {
      resolve(Number(String(data).split(" ")[1]));
      socket.destroy();
    });
  });
}

test.each(Object.entries(maxBodyBytes))("/%s refuses a body over %d bytes", async (name, bytes) => {
  expect(await statusOf(portOf("control"), `/${name}/x`, bytes + 1)).toBe(413);
});

test("so does Sentry's API at the root of a host", async () => {
  expect(await statusOf(portOf("sentry.api"), "/api/0/x/", maxBodyBytes.sentry + 1)).toBe(413);
});

test("every interface has a stated size", () => {
  for (const { api, size } of bounds)
    expect([api, size]).toEqual([api, expect.stringMatching(/\d|plan/)]);
});

/** Bytes that are in use after a garbage collection. */
function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test("the memory of a flood of large bodies is given back", async () => {
  const body = `{"a":"${"x".repeat(900_000)}"}`;
  const { control } = cloud;
  const flood = async (times: number) => {
    for (let time = 0; time < times; time++)
      await Promise.all(
        Object.values(control).map(async (url) => {
          // The server may answer and close before it has read the whole body.
          await fetch(`${url}/x`, { method: "POST", body }).then(
            (answer) => answer.text(),
            () => undefined,
          );
        }),
      );
  };
  await flood(3);
  const before = bytesInUse();
  await flood(25);
  // Of 125 bodies of 0.9 MB.
  expect(bytesInUse() - before).toBeLessThan(20 * 1024 * 1024);
});
