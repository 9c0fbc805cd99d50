import { Socket } from "node:net";
import { expect, test } from "vitest";
import { openOrigin } from "./origin.ts";
import type { OriginConnection } from "./origin-connection.ts";

function testOrigin(connectionLimit: number) {
  const waits: (() => void)[] = [];
  let opened = 0;
  let isAway = false;
  const origin = openOrigin({
    connectionLimit,
    connect: async (onClose) => {
      if (isAway) throw new TypeError("connection refused");
      opened++;
      const connection: OriginConnection = {
        socket: new Socket(),
        parameters: { id: `${opened}` },
      };
      connection.socket.once("close", () => onClose(connection));
      return connection;
    },
    afterWait: (expire) => {
      const callOff = () => void waits.splice(waits.indexOf(once), 1);
      const once = () => {
        callOff();
        expire();
      };
      waits.push(once);
      return callOff;
    },
  });
  return {
    origin,
    waits,
    opened: () => opened,
    goAway: () => {
      isAway = true;
    },
  };
}

test("waiting clients are served in order, by the existing connections", async () => {
  const { origin, opened } = testOrigin(2);
  const [first, second] = [await origin.take(), await origin.take()];
  const served: string[] = [];
  const waiting = ["a", "b", "c"].map(async (name) => {
    const connection = await origin.take();
    served.push(name);
    return connection;
  });
  origin.give(second);
  origin.give(first);
  const connections = await Promise.all(waiting.slice(0, 2));
  expect([served, opened()]).toEqual([["a", "b"], 2]);
  origin.give(connections[0] ?? first);
  await waiting[2];
  expect([served, opened()]).toEqual([["a", "b", "c"], 2]);
});

test("a client that stops waiting leaves the queue", async () => {
  const { origin, waits } = testOrigin(1);
  const connection = await origin.take();
  const late = origin.take();
  const next = origin.take();
  waits[0]?.();
  await expect(late).rejects.toMatchObject({ details: { isFull: true } });
  origin.give(connection);
  expect(await next).toBe(connection);
  expect(waits).toEqual([]);
});

test("a connection that ends makes room for a waiting client", async () => {
  const { origin, opened } = testOrigin(1);
  const connection = await origin.take();
  const next = origin.take();
  connection.socket.destroy();
  expect((await next).parameters).toEqual({ id: "2" });
  expect(opened()).toBe(2);
});

test("an origin that is down refuses every waiting client, after an attempt each", async () => {
  const { origin, goAway } = testOrigin(3);
  goAway();
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => origin.take()));
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
});
