import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { startRedis, type TestRedis } from "../../testing/redis.ts";
import { until } from "../../testing/until.ts";
import { openBackground } from "./background.ts";
import { type Cache, type CacheEntry, openCache } from "./cache.ts";
import { createLogger } from "./logger.ts";

let redis: TestRedis;
const silent = createLogger(() => {}, { now: () => 0 });
let entry: CacheEntry<string>;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(() => {
  const id = crypto.randomUUID();
  entry = { key: id, tags: [`tag-${id}`, "all"], freshMs: 60_000, staleMs: 60_000, schema: z.string() };
});

/** As another isolate would have it: nothing is shared but Redis. */
function isolate(): Cache {
  return openCache(
    redis.connection(),
    openBackground(() => {}, silent),
    silent,
  );
}

/** A computation that waits until it is told to go on, and knows how often it was started. */
function gate(value: string) {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const gated = {
    calls: 0,
    open,
    compute: async () => {
      gated.calls++;
      await opened;
      return value;
    },
  };
  return gated;
}

const value = (text: string) => async () => text;

describe("the cache", () => {
  it("computes once and then remembers", async () => {
    expect(await isolate().getOrCompute(entry, value("one"))).toEqual({ value: "one", state: "computed" });
    expect(await isolate().getOrCompute(entry, value("two"))).toEqual({ value: "one", state: "fresh" });
  });

  it("lets one isolate compute while the others wait for it", async () => {
    const computation = gate("shared");
    const readers = Array.from({ length: 50 }, () => isolate().getOrCompute(entry, computation.compute));
    await until("the computation", () => computation.calls > 0);
    computation.open();
    const states = (await Promise.all(readers)).map(({ state, value: got }) => `${got} ${state}`);
    expect(computation.calls).toBe(1);
    expect(states.filter((state) => state === "shared computed")).toHaveLength(1);
    expect(states.filter((state) => state === "shared fresh")).toHaveLength(49);
  });

  it("gives a failed computation's turn to the next, at once", async () => {
    const failing = async () => Promise.reject(new TypeError("no database"));
    await expect(isolate().getOrCompute(entry, failing)).rejects.toThrow("no database");
    expect(await isolate().getOrCompute(entry, value("second try"))).toEqual({ value: "second try", state: "computed" });
  });

  it("serves a stale value while one isolate computes a new one in the background", async () => {
    const stale = { ...entry, freshMs: 1 };
    await isolate().getOrCompute(stale, value("old"));
    const revalidation = gate("new");
    const answers = [];
    for (let reader = 0; reader < 3; reader++)
      answers.push(await isolate().getOrCompute({ ...stale, freshMs: 60_000 }, revalidation.compute));
    expect(answers).toEqual(Array(3).fill({ value: "old", state: "stale" }));
    expect(revalidation.calls).toBe(1);
    revalidation.open();
    await until("the new value", async () => (await isolate().getOrCompute(entry, value("unused"))).value === "new");
  });

  it.each(["all", "own"])("forgets by tag (%s)", async (which) => {
    await isolate().getOrCompute(entry, value("before"));
    expect(await isolate().invalidate([which === "all" ? "all" : `tag-${entry.key}`])).toBe(true);
    expect(await isolate().getOrCompute(entry, value("after"))).toEqual({ value: "after", state: "computed" });
  });

  it("never serves what was computed from before an invalidation, and does not wait for it", async () => {
    const slow = gate("from before");
    const early = isolate().getOrCompute(entry, slow.compute);
    await until("the computation", () => slow.calls > 0);
    await isolate().invalidate(["all"]);
    expect(await isolate().getOrCompute(entry, value("from after"))).toEqual({ value: "from after", state: "computed" });
    slow.open();
    await early;
    expect(await isolate().getOrCompute(entry, value("unused"))).toEqual({ value: "from after", state: "fresh" });
  });

  it("computes anew what another version of the Worker stored in another shape", async () => {
    await isolate().getOrCompute(entry, value("text"));
    const other = { ...entry, schema: z.object({ text: z.string() }) };
    expect(await isolate().getOrCompute(other, async () => ({ text: "object" }))).toMatchObject({ value: { text: "object" } });
  });

  it("falls through when Redis refuses, and says so to who invalidates", async () => {
    const cut = openCache(
      redis.connection("not-the-token-but-32-characters-long"),
      openBackground(() => {}, silent),
      silent,
    );
    expect(await cut.getOrCompute(entry, value("computed"))).toEqual({ value: "computed", state: "bypassed" });
    expect(await cut.invalidate(["all"])).toBe(false);
  });
});
