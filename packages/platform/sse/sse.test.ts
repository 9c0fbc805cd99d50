import { createParser, type EventSourceMessage } from "eventsource-parser";
import { describe, expect, it } from "vitest";
import { frameOf, type SseEvent } from "./sse-frames.ts";
import { type SseEnd, type SseStreamOptions, type SseTimer, sseStream } from "./sse-stream.ts";

/** A clock advanced by the test. */
function handMoved() {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const timer: SseTimer = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal.addEventListener("abort", () => resolve(), { once: true });
        if (signal.aborted) resolve();
      }),
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const move = async (ms: number) => {
    await settle();
    for (const end = now + ms; now < end; ) {
      now = Math.min(end, ...sleepers.map(({ at }) => at).filter((at) => at > now));
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
      await settle();
    }
  };
  return { timer, move };
}

function open(rows: SseEvent[], more: Partial<SseStreamOptions> = {}) {
  const { timer, move } = handMoved();
  const client = new AbortController();
  const ends: SseEnd[] = [];
  const looks: (string | undefined)[] = [];
  const stream = sseStream({
    timer,
    signal: client.signal,
    lastEventId: undefined,
    everyMs: 2_000,
    most: 3,
    heartbeatMs: 20_000,
    longestMs: 3_600_000,
    stuckMs: 30_000,
    retryMs: 5_000,
    poll: async (after, most) => {
      looks.push(after);
      const from = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1;
      return { events: rows.slice(from, from + most) };
    },
    onPollFailed: () => {},
    onEnd: (why) => ends.push(why),
    ...more,
  });
  return { stream, move, client, ends, looks, ...readerOf(stream) };
}

/** Reads everything until stopped. */
function readerOf(stream: ReadableStream<Uint8Array>) {
  const events: EventSourceMessage[] = [];
  const told = { comments: 0, retry: 0, closed: false, failed: false };
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: () => told.comments++,
    onRetry: (ms) => {
      told.retry = ms;
    },
  });
  const decoder = new TextDecoder();
  const read = async () => {
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  };
  const start = () =>
    void read().then(
      () => {
        told.closed = true;
      },
      () => {
        told.failed = true;
      },
    );
  return { events, told, start };
}

const row = (n: number): SseEvent => ({ id: String(n), event: "row", data: { n } });

describe("an event", () => {
  it.each(["one\ntwo", "one\r\ntwo\rthree", "event: forged\n\ndata: 1", ": comment", ""])(
    "with the text %j arrives as sent, and starts no other event",
    (text) => {
      const got: EventSourceMessage[] = [];
      createParser({ onEvent: (event) => got.push(event) }).feed(frameOf({ id: "1", data: text }));
      expect(got.map(({ data }) => JSON.parse(data))).toEqual([text]);
    },
  );

  it("has neither an id nor a type with a line break", () => {
    const got: EventSourceMessage[] = [];
    createParser({ onEvent: (event) => got.push(event) }).feed(
      frameOf({ id: "1\ndata: 2\0", event: "a\r\nid: 3", data: 4 }),
    );
    expect(got).toEqual([{ id: "1data: 2", event: "aid: 3", data: "4" }]);
  });
});

describe("a stream", () => {
  it("says when to reconnect, sends what exists, then what is added, each once", async () => {
    const rows = [1, 2, 3, 4, 5, 6, 7].map(row);
    const { start, move, events, told } = open(rows);
    start();
    await move(1);
    expect(told.retry).toBe(5_000);
    expect(events.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
    rows.push(row(8));
    await move(2_000);
    expect(events.at(-1)).toEqual({ id: "8", event: "row", data: '{"n":8}' });
    expect(events).toHaveLength(8);
  });

  it("resumes after the client's last id", async () => {
    const { start, move, events } = open([1, 2, 3].map(row), { lastEventId: "2" });
    start();
    await move(1);
    expect(events.map(({ id }) => id)).toEqual(["3"]);
  });

  it("has a comment every 20 seconds while idle", async () => {
    const { start, move, told } = open([]);
    start();
    await move(60_000);
    expect(told.comments).toBe(3);
  });

  it("ends after an hour, with an event that says so", async () => {
    const { start, move, events, told, ends } = open([]);
    start();
    await move(3_599_000);
    expect([told.closed, ends]).toEqual([false, []]);
    await move(1_000);
    expect(events).toEqual([{ event: "end", data: '{"because":"longest"}', id: undefined }]);
    expect([told.closed, ends]).toEqual([true, ["longest"]]);
  });

  it("ends when its source is over", async () => {
    const { start, move, events, told, ends } = open([], {
      poll: async () => ({ events: [row(1)], isOver: true }),
    });
    start();
    await move(1);
    expect(events.map(({ event }) => event)).toEqual(["row", "end"]);
    expect([told.closed, ends]).toEqual([true, ["over"]]);
  });

  it("stops polling once its client has disconnected, by the signal or by the body", async () => {
    const signalled = open([]);
    signalled.start();
    await signalled.move(10_000);
    signalled.client.abort();
    const before = signalled.looks.length;
    await signalled.move(60_000);
    expect([signalled.looks.length, signalled.ends]).toEqual([before, ["gone"]]);
    expect(signalled.told.closed).toBe(true);

    const cancelled = open([]);
    const reader = cancelled.stream.getReader();
    await reader.read();
    await reader.cancel();
    await cancelled.move(60_000);
    expect([cancelled.looks.length, cancelled.ends]).toEqual([0, ["gone"]]);
  });

  it("of a client that reads nothing holds one batch, and is ended after 30 seconds", async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => row(n));
    const slow = open(rows);
    const quick = open(rows);
    quick.start();
    const reader = slow.stream.getReader();
    await reader.read();
    await reader.read();
    await Promise.all([slow.move(29_000), quick.move(29_000)]);
    expect(slow.looks).toHaveLength(1);
    expect(quick.events).toHaveLength(1_000);
    expect(slow.ends).toEqual([]);
    await slow.move(1_000);
    expect(slow.ends).toEqual(["stuck"]);
    await expect(reader.read()).rejects.toThrow("does not read");
  });

  it("survives some failed polls, and sends its client away after five in a row", async () => {
    let failing = 4;
    const broken = open([], {
      poll: async () => {
        if (failing-- > 0) throw new RangeError("made by the test");
        return { events: [row(1)] };
      },
    });
    broken.start();
    await broken.move(8_000);
    expect(broken.events.map(({ id }) => id)).toEqual(["1"]);
    failing = 100;
    await broken.move(10_000);
    expect([broken.told.closed, broken.ends]).toEqual([true, ["failed"]]);
  });
});
