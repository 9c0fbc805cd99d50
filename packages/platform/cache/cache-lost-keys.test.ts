import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createMetricsBuffer } from "../metrics/metrics.ts";
import { createLogger } from "../observability/logger.ts";
import { openBackground } from "../request/background.ts";
import { startDeadline } from "../request/deadline.ts";
import { systemClock } from "../runtime/clock.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { until } from "../testing/until.ts";
import { type Cache, type CacheEntry, openCache } from "./cache.ts";
import { createCacheMemory } from "./cache-memory.ts";

/** What Redis evicts, and what other software has written there. */
let redis: TestRedis;
let entry: CacheEntry<string>;
const silent = createLogger(() => {}, { now: () => 0 });

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(() => {
  const id = crypto.randomUUID();
  entry = {
    key: id,
    tags: [`a-${id}`, `b-${id}`],
    freshMs: 60_000,
    staleMs: 60_000,
    schema: z.string(),
  };
});

const isolate = (): Cache =>
  openCache({
    redis: redis.connection(),
    memory: createCacheMemory(),
    background: openBackground({ waitUntil: () => {}, log: silent, reportError: () => {} }),
    log: silent,
    metrics: createMetricsBuffer(),
    clock: systemClock,
    deadline: startDeadline(systemClock, 30_000),
  });
const read = (text: string) => isolate().getOrCompute(entry, async () => text);
const command = (...words: string[]) =>
  redis.connection().run("return redis.call(unpack(ARGV))", [], words);

describe("a tag that Redis evicted", () => {
  it.each([0, 1])("is invalidated like the recorded invalidation (tag %i)", async (tag) => {
    await read("OLD");
    await isolate().invalidate([entry.tags[tag] ?? ""]);
    await command("DEL", `tag:${entry.tags[tag]}`);
    expect(await read("NEW")).toEqual({ value: "NEW", state: "computed" });
    expect(await read("unused")).toEqual({ value: "NEW", state: "fresh" });
  });

  it("makes entries that were never invalidated count as missing, once", async () => {
    await read("one");
    for (const tag of entry.tags) await command("DEL", `tag:${tag}`);
    expect((await read("two")).state).toBe("computed");
    expect(await read("unused")).toEqual({ value: "two", state: "fresh" });
  });

  it("during a computation keeps the value from being stored", async () => {
    let finish = () => {};
    let began = false;
    const slow = isolate().getOrCompute(entry, () => {
      began = true;
      return new Promise<string>((resolve) => {
        finish = () => resolve("from before");
      });
    });
    await until("the computation", () => began);
    await isolate().invalidate(entry.tags);
    for (const tag of entry.tags) await command("DEL", `tag:${tag}`);
    finish();
    await slow;
    expect((await read("from after")).value).toBe("from after");
  });

  it("never gets an earlier version again", async () => {
    const versions = new Set<unknown>();
    for (let round = 0; round < 50; round++) {
      await read(`value ${round}`);
      versions.add(await command("GET", `tag:${entry.tags[0]}`));
      await command("DEL", `tag:${entry.tags[0]}`);
    }
    expect(versions.size).toBe(50);
  });

  it("serves none of 200 invalidated entries when every tag is lost at random", async () => {
    const entries = Array.from({ length: 200 }, (_, index) => ({
      ...entry,
      key: `${entry.key}-${index}`,
      tags: [`${entry.key}-${index}`],
    }));
    for (const one of entries) await isolate().getOrCompute(one, async () => "OLD");
    for (const one of entries) await isolate().invalidate(one.tags);
    for (const [index, one] of entries.entries())
      if (index % 3 !== 0) await command("DEL", `tag:${one.tags[0]}`);
    const values = await Promise.all(
      entries.map((one) => isolate().getOrCompute(one, async () => "NEW")),
    );
    expect(values.filter(({ value }) => value !== "NEW")).toEqual([]);
  });
});

describe("an entry that cannot be read", () => {
  const spoil = async (field: string, text: string) => {
    await read("OLD");
    await command("HSET", `cache:${entry.key}`, field, text);
  };

  it.each([
    ["no JSON", "tnot json"],
    ["JSON that was cut", 't{"a":'],
    ["nothing", "t"],
    ["another shape", 't{"text":1}'],
    ["no encoding of ours", "x"],
    ["invalid gzip", "zAAAA"],
    ["invalid Base64", "z*"],
  ])("counts as missing if its value is %s, and is computed once", async (_what, text) => {
    await spoil("value", text);
    let computed = 0;
    const readers = Array.from({ length: 20 }, () =>
      isolate().getOrCompute(entry, async () => {
        computed++;
        return "NEW";
      }),
    );
    const values = await Promise.all(readers);
    expect(values.map(({ value }) => value)).toEqual(Array(20).fill("NEW"));
    expect(computed).toBe(1);
    expect(await read("unused")).toEqual({ value: "NEW", state: "fresh" });
  });

  it.each(["", "soon", "nan", "-1", "0x10", "inf"])(
    "counts as missing if its expiry is %j",
    async (text) => {
      await spoil("freshUntil", text);
      expect(await read("NEW")).toEqual({ value: "NEW", state: "computed" });
      expect((await read("unused")).state).toBe("fresh");
    },
  );

  it("counts as missing if a field is missing", async () => {
    for (const field of ["value", "version", "freshUntil"]) {
      await read("OLD");
      await command("HDEL", `cache:${entry.key}`, field);
      expect(await read(field)).toEqual({ value: field, state: "computed" });
    }
  });

  it.each(["cache", "lease", "tag"])(
    "is replaced if the key of its %s has another type",
    async (kind) => {
      await read("OLD");
      const key = kind === "tag" ? `tag:${entry.tags[0]}` : `${kind}:${entry.key}`;
      if (kind === "lease") await command("DEL", `cache:${entry.key}`);
      await command("DEL", key);
      await command("LPUSH", key, "x");
      expect(await read("NEW")).toEqual({ value: "NEW", state: "computed" });
      expect(await read("unused")).toEqual({ value: "NEW", state: "fresh" });
    },
  );
});
