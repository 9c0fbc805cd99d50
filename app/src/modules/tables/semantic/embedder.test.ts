import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import { expect, it } from "vitest";
import { tables } from "../module.ts";
import { noteUse } from "./analytics.ts";
import { embedderOf } from "./open-embedder.ts";
import { openIndex, vectorIndexOf } from "./vector-index.ts";
import { packed, similarity } from "./vectors.ts";
import { wordHashes } from "./word-hashes.ts";
import { workersAi } from "./workers-ai.ts";

const bound = (optional: Record<string, unknown>) => ({
  modules: { tables: { durableObjects: {}, configuration: {}, optional } },
});

async function alike(one: string, other: string): Promise<number> {
  const [a = [], b = []] = await wordHashes.embed([one, other]);
  return similarity(new Float32Array(packed(a)), new Float32Array(packed(b)));
}

it("services that are absent are named, with what happens without them", () => {
  const { absent, warnings } = parseBindings({ AI: { run: () => undefined } }, [tables]);
  expect(absent).toEqual([
    expect.stringMatching(/^VECTOR_INDEX: not bound; /),
    expect.stringMatching(/^ANALYTICS: not bound; /),
  ]);
  expect(warnings.join()).not.toMatch(/VECTOR_INDEX|ANALYTICS/);
});

it("texts that share words are similar without a model, in any script and case", async () => {
  expect(await alike("the ship", "THE SHIP!")).toBeCloseTo(1);
  const [other, unrelated] = [
    await alike("ship in the harbour", "ships in harbours"),
    await alike("ship in the harbour", "apple pie"),
  ];
  expect(other).toBeGreaterThan(1.5 * unrelated);
  expect(await alike("корабль в порту", "корабль")).toBeGreaterThan(0.4);
  expect(await alike("", "ship")).toBe(0);
});

it("Workers AI embeds where it is bound", async () => {
  const asked: unknown[] = [];
  const ai = {
    run: async (...given: unknown[]) => {
      asked.push(given);
      return {
        shape: [2, 2],
        data: [
          [1, 0],
          [0, 1],
        ],
      };
    },
  };
  const embedder = embedderOf(bound({ AI: ai }));
  expect(await embedder.embed(["a", "b"])).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(asked).toEqual([["@cf/baai/bge-base-en-v1.5", { text: ["a", "b"] }]]);
  expect(embedderOf(bound({})).model).toBe("word-hashes-1");
});

it.each([
  ["an error", async () => Promise.reject(new TypeError("3040: out of capacity"))],
  ["too few vectors", async () => ({ data: [[1]] })],
  ["no vectors", async () => ({ response: "hello" })],
])("%s of Workers AI is an upstream failure", async (_what, run) => {
  await expect(workersAi({ run }).embed(["a", "b"])).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
  });
});

it("Vectorize keeps each table in a namespace", async () => {
  const calls: unknown[] = [];
  const index = openIndex({
    upsert: async (vectors) => calls.push(["upsert", vectors]),
    deleteByIds: async (ids) => calls.push(["delete", ids]),
    query: async (vector, options) => {
      calls.push(["query", vector, options]);
      return { count: 1, matches: [{ id: "r", score: 0.123456 }] };
    },
  });
  await index.store("t", [{ id: "r", vector: [1] }], ["gone"]);
  await index.store("t", [], []);
  expect(await index.nearest("t", [1], 5)).toEqual([{ id: "r", score: 0.1235 }]);
  expect(calls).toEqual([
    ["upsert", [{ id: "r", namespace: "t", values: [1] }]],
    ["delete", ["gone"]],
    ["query", [1], { namespace: "t", topK: 5 }],
  ]);
  expect(vectorIndexOf(bound({}))).toBeUndefined();
});

it("use is recorded where Analytics Engine is bound", () => {
  const points: unknown[] = [];
  const ANALYTICS = { writeDataPoint: (point: unknown) => points.push(point) };
  noteUse(bound({ ANALYTICS }), "searched", "t", [3, 12]);
  noteUse(bound({}), "searched", "t", [3, 12]);
  expect(points).toEqual([{ indexes: ["t"], blobs: ["searched"], doubles: [3, 12] }]);
});
