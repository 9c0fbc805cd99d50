import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "../errors/errors.ts";
import { createMetricsBuffer, parseFieldName } from "../metrics/metrics.ts";
import { createLogger } from "../observability/logger.ts";
import { openBackground } from "../request/background.ts";
import { startDeadline } from "../request/deadline.ts";
import { systemClock } from "../runtime/clock.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { until } from "../testing/until.ts";
import { type Cache, type CacheEntry, type CacheOptions, openCache } from "./cache.ts";
import { createCacheMemory } from "./cache-memory.ts";

let redis: TestRedis;
const silent = createLogger(() => {}, { now: () => 0 });
let entry: CacheEntry<string>;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(() => {
  const id = crypto.randomUUID();
  entry = {
    key: id,
    tags: [`tag-${id}`, "all"],
    freshMs: 60_000,
    staleMs: 60_000,
    schema: z.string(),
  };
});

/** The state of one isolate; isolates only share Redis. */
function isolateOptions(): CacheOptions {
  return {
    redis: redis.connection(),
    memory: createCacheMemory(),
    background: openBackground({ waitUntil: () => {}, log: silent, reportError: () => {} }),
    log: silent,
    metrics: createMetricsBuffer(),
    clock: systemClock,
    deadline: startDeadline(systemClock, 30_000),
  };
}

/** The cache of one request in a new isolate. */
function isolate(changes: Partial<CacheOptions> = {}): Cache {
  return openCache({ ...isolateOptions(), ...changes });
}

/** A computation that waits until released and counts its starts. */
function gate(value: string) {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let running = 0;
  const gated = {
    calls: 0,
    mostAtOnce: 0,
    open,
    compute: async () => {
      gated.calls++;
      gated.mostAtOnce = Math.max(gated.mostAtOnce, ++running);
      await opened;
      running--;
      return value;
    },
  };
  return gated;
}

const value = (text: string) => async () => text;

describe("the cache", () => {
  it("computes once and then remembers", async () => {
    expect(await isolate().getOrCompute(entry, value("one"))).toEqual({
      value: "one",
      state: "computed",
    });
    expect(await isolate().getOrCompute(entry, value("two"))).toEqual({
      value: "one",
      state: "fresh",
    });
  });

  it("lets one isolate compute while the others wait", async () => {
    const computation = gate("shared");
    const readers = Array.from({ length: 50 }, () =>
      isolate().getOrCompute(entry, computation.compute),
    );
    await until("the computation", () => computation.calls > 0);
    computation.open();
    const states = (await Promise.all(readers)).map(({ state, value: got }) => `${got} ${state}`);
    expect(computation.calls).toBe(1);
    expect(states.filter((state) => state === "shared computed")).toHaveLength(1);
    expect(states.filter((state) => state === "shared fresh")).toHaveLength(49);
  });

  it("passes the lease of a failed computation to the next, at once", async () => {
    const failing = async () => Promise.reject(new TypeError("no database"));
    await expect(isolate().getOrCompute(entry, failing)).rejects.toThrow("no database");
    expect(await isolate().getOrCompute(entry, value("second try"))).toEqual({
      value: "second try",
      state: "computed",
    });
  });

  it("serves a stale value while one isolate computes a new one in the background", async () => {
    const stale = { ...entry, freshMs: 1 };
    await isolate().getOrCompute(stale, value("old"));
    const revalidation = gate("new");
    const answers = [];
    for (let reader = 0; reader < 3; reader++)
      answers.push(
        await isolate().getOrCompute({ ...stale, freshMs: 60_000 }, revalidation.compute),
      );
    expect(answers).toMatchObject(Array(3).fill({ value: "old", state: "stale" }));
    for (const { ageMs } of answers) expect(ageMs).toBeGreaterThanOrEqual(1);
    expect(revalidation.calls).toBe(1);
    revalidation.open();
    await until(
      "the new value",
      async () => (await isolate().getOrCompute(entry, value("unused"))).value === "new",
    );
  });

  describe("while the database is down", () => {
    const away = async () =>
      Promise.reject(new AppError("DATABASE_UNAVAILABLE", "Try again in a moment."));
    const kept = () => ({ ...entry, freshMs: 1, staleMs: 0, spareMs: 60_000 });

    it("serves stored values with their age, and only the first reader waits", async () => {
      await isolate().getOrCompute(kept(), value("old"));
      const first = await isolate().getOrCompute(kept(), away);
      expect(first).toMatchObject({ value: "old", state: "outage" });
      expect(first.ageMs).toBeGreaterThan(0);
      const later = gate("unused");
      expect(await isolate().getOrCompute(kept(), later.compute)).toMatchObject({
        value: "old",
        state: "stale",
      });
      later.open();
    });

    it("computes as soon as it is back", async () => {
      await isolate().getOrCompute(kept(), value("old"));
      await isolate().getOrCompute(kept(), away);
      await until("the new value", async () => {
        const { value: got } = await isolate().getOrCompute(kept(), value("new"));
        return got === "new";
      });
    });

    it("never serves invalidated values, and does not hide other failures", async () => {
      await isolate().getOrCompute(kept(), value("old"));
      const wrong = async () => Promise.reject(new TypeError("a mistake"));
      await expect(isolate().getOrCompute(kept(), wrong)).rejects.toThrow("a mistake");
      await isolate().invalidate(["all"]);
      await expect(isolate().getOrCompute(kept(), away)).rejects.toThrow("Try again");
    });

    it("keeps nothing for outages unless the entry asks for it", async () => {
      const usual = { ...entry, freshMs: 1, staleMs: 0 };
      await isolate().getOrCompute(usual, value("old"));
      await expect(isolate().getOrCompute(usual, away)).rejects.toThrow("Try again");
    });
  });

  it.each(["all", "own"])("invalidates by tag (%s)", async (which) => {
    await isolate().getOrCompute(entry, value("before"));
    expect(await isolate().invalidate([which === "all" ? "all" : `tag-${entry.key}`])).toBe(true);
    expect(await isolate().getOrCompute(entry, value("after"))).toEqual({
      value: "after",
      state: "computed",
    });
  });

  it("never serves a value computed before an invalidation, and does not wait for it", async () => {
    const slow = gate("from before");
    const early = isolate().getOrCompute(entry, slow.compute);
    await until("the computation", () => slow.calls > 0);
    await isolate().invalidate(["all"]);
    expect(await isolate().getOrCompute(entry, value("from after"))).toEqual({
      value: "from after",
      state: "computed",
    });
    slow.open();
    await early;
    expect(await isolate().getOrCompute(entry, value("unused"))).toEqual({
      value: "from after",
      state: "fresh",
    });
  });

  it("recomputes what another version of the Worker stored in another shape", async () => {
    await isolate().getOrCompute(entry, value("text"));
    const other = { ...entry, schema: z.object({ text: z.string() }) };
    expect(await isolate().getOrCompute(other, async () => ({ text: "object" }))).toMatchObject({
      value: { text: "object" },
    });
  });

  it("computes when Redis fails, and reports a failed invalidation", async () => {
    const cut = isolate({ redis: redis.connection("not-the-token-but-32-characters-long") });
    expect(await cut.getOrCompute(entry, value("computed"))).toEqual({
      value: "computed",
      state: "bypassed",
    });
    expect(await cut.invalidate(["all"])).toBe(false);
  });

  it("continues with another isolate when the computing one dies, even with many waiting", async () => {
    // A dead holder neither responds nor renews its lease: like a Redis that is cut off from it
    // right after granting the lease.
    const cut = { cut: false, lost: new Promise<never>(() => {}) };
    const connection = redis.connection();
    const dying = isolate({
      leaseMs: 300,
      redis: { ...connection, run: (...call) => (cut.cut ? cut.lost : connection.run(...call)) },
    });
    const never = gate("never");
    void dying.getOrCompute(entry, never.compute);
    await until("the lease", () => never.calls > 0);
    cut.cut = true;
    let calls = 0;
    const others = Array.from({ length: 20 }, () =>
      isolate({ leaseMs: 300 }).getOrCompute(entry, async () => `second ${++calls}`),
    );
    const values = (await Promise.all(others)).map((answer) => answer.value);
    expect(values).toEqual(Array(20).fill("second 1"));
  });

  it("renews the lease of a long computation", async () => {
    let renewals = 0;
    const connection = redis.connection();
    const counting = {
      ...connection,
      run: (...call: Parameters<typeof connection.run>) =>
        connection.run(...call).finally(() => renewals++),
    };
    const slow = gate("slow");
    const holder = isolate({ leaseMs: 300, redis: counting }).getOrCompute(entry, slow.compute);
    await until("four thirds of a lease", () => renewals > 4);
    const waiting = isolate({ leaseMs: 300 }).getOrCompute(entry, value("second"));
    await until("six thirds of a lease", () => renewals > 6);
    slow.open();
    expect([await holder, await waiting]).toEqual([
      { value: "slow", state: "computed" },
      { value: "slow", state: "fresh" },
    ]);
  });

  it("caches a missing value, for a time of its own", async () => {
    const absent: CacheEntry<string | null> = {
      ...entry,
      schema: z.string().nullable(),
      absentMs: 60_000,
      freshMs: 1,
      staleMs: 0,
    };
    expect(await isolate().getOrCompute(absent, async () => null)).toEqual({
      value: null,
      state: "computed",
    });
    expect(await isolate().getOrCompute(absent, async () => "there is one now")).toEqual({
      value: null,
      state: "fresh",
    });
  });

  it("compresses long values, and returns them unchanged", async () => {
    const text = "long and repeated é ".repeat(500);
    await isolate().getOrCompute(entry, value(text));
    const stored = String(
      await redis
        .connection()
        .run("return redis.call('HGET', KEYS[1], 'value')", [`cache:${entry.key}`], []),
    );
    expect(stored.length).toBeLessThan(text.length / 10);
    expect(await isolate().getOrCompute(entry, value("unused"))).toEqual({
      value: text,
      state: "fresh",
    });
  });

  it("spreads the expiry of entries that were created together, by at most a tenth", async () => {
    const lifetimes = [];
    for (const random of [0, 0.5, 0.999]) {
      const key = crypto.randomUUID();
      await isolate({ random: () => random }).getOrCompute(
        { ...entry, key, staleMs: 0 },
        value("x"),
      );
      lifetimes.push(
        Number(
          await redis.connection().run("return redis.call('PTTL', KEYS[1])", [`cache:${key}`], []),
        ),
      );
    }
    for (const [index, expected] of [54_000, 60_000, 66_000].entries()) {
      expect(lifetimes[index]).toBeLessThanOrEqual(expected);
      expect(lifetimes[index]).toBeGreaterThan(expected - 5_000);
    }
  });
});

describe("an isolate's own memory", () => {
  const shared = () => ({ ...entry, localMs: 60_000 });

  it("serves without Redis, for as long as the entry allows", async () => {
    const clock = { time: 1_000_000, now: () => clock.time };
    const own = isolateOptions();
    const cache = openCache({ ...own, clock });
    const brief = { ...entry, localMs: 1_000 };
    await cache.getOrCompute(brief, value("one"));
    clock.time += 999;
    expect((await cache.getOrCompute(brief, value("two"))).state).toBe("memory");
    clock.time += 1;
    expect((await cache.getOrCompute(brief, value("two"))).state).toBe("fresh");
  });

  it("shares one lookup and one computation among the requests of an isolate", async () => {
    const own = isolateOptions();
    const computation = gate("shared");
    const readers = Array.from({ length: 40 }, () =>
      openCache(own).getOrCompute(shared(), computation.compute),
    );
    await until("the computation", () => computation.calls > 0);
    computation.open();
    const states = (await Promise.all(readers)).map(({ state }) => state);
    expect(states.filter((state) => state === "computed")).toHaveLength(1);
    expect(states.filter((state) => state === "shared")).toHaveLength(39);
  });

  it("drops at once what the isolate itself invalidates, including what is being fetched", async () => {
    const own = isolateOptions();
    const early = gate("from before");
    const reading = openCache(own).getOrCompute(shared(), early.compute);
    await until("the computation", () => early.calls > 0);
    await openCache(own).invalidate(["all"]);
    expect(await openCache(own).getOrCompute(shared(), value("from after"))).toMatchObject({
      value: "from after",
    });
    early.open();
    await reading;
    expect(await openCache(own).getOrCompute(shared(), value("unused"))).toEqual({
      value: "from after",
      state: "memory",
    });
  });

  it("without Redis, computes once at a time", async () => {
    const clock = { time: 0, now: () => ++clock.time };
    const own = {
      ...isolateOptions(),
      clock,
      redis: redis.connection("not-the-token-but-32-characters-long"),
    };
    const computation = gate("without");
    const brief = { ...entry, localMs: 1 };
    const readers = Array.from({ length: 10 }, () =>
      openCache(own).getOrCompute(brief, computation.compute),
    );
    await until("the computation", () => computation.calls > 0);
    computation.open();
    expect(new Set((await Promise.all(readers)).map((answer) => answer.value))).toEqual(
      new Set(["without"]),
    );
    // A reader whose refusal by Redis comes after the computation begins one of its own.
    expect(computation.mostAtOnce).toBe(1);
  });

  it("does not store again what it dropped, however many tags", async () => {
    const own = isolateOptions();
    await openCache(own).getOrCompute(shared(), value("from before"));
    own.memory.forget(entry.tags);
    for (let tag = 0; tag < 2_000; tag++) own.memory.forget([`other-${tag}`]);
    expect((await openCache(own).getOrCompute(shared(), value("unused"))).state).toBe("fresh");
  });

  it("is bounded in bytes, evicts the least recently used, and one large value does not empty it", async () => {
    const own = { ...isolateOptions(), memory: createCacheMemory(10_000) };
    const read = async (name: string, text: string) =>
      (await openCache(own).getOrCompute({ ...shared(), key: `${entry.key}-${name}` }, value(text)))
        .state;
    for (let index = 0; index < 20; index++) await read(String(index), "x".repeat(400));
    expect(await read("19", "")).toBe("memory");
    expect(await read("0", "")).toBe("fresh");
    await read("large", "x".repeat(4_000));
    expect(await read("large", "")).toBe("fresh");
    expect(await read("19", "")).toBe("memory");
  });

  it("counts hits and misses by source", async () => {
    const metrics = createMetricsBuffer();
    const own = { ...isolateOptions(), metrics };
    for (let read = 0; read < 3; read++) await openCache(own).getOrCompute(shared(), value("one"));
    const reads = [...metrics.drain()].map(([field, count]) => [
      parseFieldName(field).labels.result,
      count,
    ]);
    expect(reads).toEqual([
      ["computed", 1],
      ["memory", 2],
    ]);
  });
});
