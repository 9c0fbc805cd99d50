import { expect, test } from "vitest";
import { readStoredLogs, type StoredLogsRequest } from "./stored-logs.ts";

const at = Date.parse("2026-11-30T10:00:00Z");
const request = { accountId: "acc", script: "shop-prod", sinceMs: at, nowMs: at + 60_000 };

interface Line {
  readonly id: string;
  readonly timestamp: number;
  readonly source: unknown;
}
interface Asked {
  readonly timeframe: { readonly from: number; readonly to: number };
  readonly limit: number;
  readonly parameters: { readonly filters: readonly { readonly value: string }[] };
}

/** Answers as Cloudflare documents it: the newest lines of a time frame, up to the limit. */
async function readFrom(lines: readonly Line[], more: Partial<StoredLogsRequest> = {}) {
  const asked: Asked[] = [];
  const client = {
    request: async (_method: string, _path: string, body?: unknown) => {
      const { timeframe, limit } = body as Asked;
      asked.push(body as Asked);
      const events = lines
        .filter(({ timestamp: ms }) => ms >= timeframe.from && ms <= timeframe.to)
        .sort((one, other) => other.timestamp - one.timestamp)
        .slice(0, limit)
        .map(({ id, ...event }) => ({ ...event, $metadata: { id, level: "info" } }));
      return { status: 200, headers: new Headers(), body: { result: { events: { events } } } };
    },
  };
  return { asked, ...(await readStoredLogs(client, { ...request, ...more })) };
}

test("lines are as the app wrote them, oldest first", async () => {
  const own = { time: "2026-11-30T10:00:01.000Z", level: "audit", action: "role.changed" };
  const { records, isCut } = await readFrom([
    { id: "2", timestamp: at + 2_000, source: "plain text" },
    { id: "1", timestamp: at + 1_000, source: own },
    { id: "3", timestamp: at + 3_000, source: { message: "GET https://shop.dev/" } },
  ]);
  expect(isCut).toBe(false);
  expect(records.map(({ fields }) => fields)).toEqual([
    own,
    { time: "2026-11-30T10:00:02.000Z", level: "info", message: "plain text" },
    {
      ...{ time: "2026-11-30T10:00:03.000Z", level: "info" },
      message: '{"message":"GET https://shop.dev/"}',
    },
  ]);
  expect(records.map(({ isAudit }) => isAudit)).toEqual([true, false, false]);
});

test("more lines than one query gives are read by several, each line once", async () => {
  const lines = Array.from({ length: 4_500 }, (_, index) => ({
    ...{ id: String(index), timestamp: at + Math.floor(index / 3), source: `line ${index}` },
  }));
  const { records, isCut, asked } = await readFrom(lines);
  expect(records).toHaveLength(4_500);
  expect(asked).toHaveLength(3);
  expect(isCut).toBe(false);
});

test("it says when older lines were left out", async () => {
  const lines = Array.from({ length: 25_000 }, (_, index) => ({
    ...{ id: String(index), timestamp: at + index, source: "x" },
  }));
  expect(await readFrom(lines)).toMatchObject({ isCut: true });
});

test("asks for one Worker's lines, and for the audit alone", async () => {
  const { asked } = await readFrom([], { audit: true });
  expect(asked[0]?.parameters.filters.map(({ value }) => value)).toEqual(["shop-prod", "audit"]);
});
