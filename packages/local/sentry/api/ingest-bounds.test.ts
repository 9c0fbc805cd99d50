import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type DeclaredProject,
  envelopeUrl,
  errorEvent,
  sendEvent,
  startTestSentry,
  type TestSentry,
} from "./testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
beforeAll(async () => {
  sentry = await startTestSentry();
  project = await sentry.declareProject("app");
});
afterAll(() => sentry.close());

const mebibyte = 1024 * 1024;
const zeros = gzipSync(Buffer.alloc(16 * mebibyte));
/** A gigabyte of zeros after the first line, compressed to about a megabyte. */
const bomb = (firstLine: string) =>
  new Uint8Array(Buffer.concat([gzipSync(`${firstLine}\n`), ...Array(64).fill(zeros)]));
const post = async (
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = {},
) => {
  const response = await fetch(envelopeUrl(project.dsn), {
    method: "POST",
    headers: { connection: "close", ...headers },
    body,
  });
  return {
    status: response.status,
    detail: ((await response.json()) as { detail?: string }).detail,
  };
};
const stranger = "0".repeat(32);
const auth = (key = new URL(project.dsn).username) => ({
  "x-sentry-auth": `Sentry sentry_key=${key}`,
});
const gzip = { "content-encoding": "gzip" };
const outcomes = async () => {
  const { body } = await sentry.call<
    { outcome: string; reason: string; category: string; quantity: number }[]
  >("GET", "projects/seaworthy-local/app/seaworthy-outcomes/");
  return body;
};

describe("bounds of the ingest", () => {
  it("checks the key before it reads the body, wherever the key is", async () => {
    expect((await post("no gzip", { ...auth(stranger), ...gzip })).status).toBe(403);
    expect((await post("no gzip", { ...auth("nonsense"), ...gzip })).status).toBe(401);
    const dsn = project.dsn.replace(new URL(project.dsn).username, stranger);
    expect((await post(bomb(JSON.stringify({ dsn })), gzip)).status).toBe(403);
    expect((await post(bomb("{}"), gzip)).status).toBe(401);
    const endless = await post(bomb("x".repeat(200_000)), gzip);
    expect(endless).toEqual({
      status: 400,
      detail: "invalid event envelope: header is too long",
    });
  });

  it.each(["gzip", "plain"])("stops decompressing at the limit: %s", async (encoding) => {
    const big = encoding === "gzip" ? bomb("{}") : new Uint8Array(21 * mebibyte);
    const headers = { ...auth(), ...(encoding === "gzip" ? gzip : {}) };
    expect(await post(big, headers)).toEqual({
      status: 413,
      detail: "envelope exceeded the size limit",
    });
    expect((await sendEvent(project.dsn, errorEvent())).status).toBe(200);
  });

  it("refuses an envelope of more than a thousand items, and accepts one of a thousand", async () => {
    const envelope = (items: number) => `{}\n${'{"type":"check_in"}\n{}\n'.repeat(items)}`;
    expect((await post(envelope(1_000), auth())).status).toBe(200);
    for (const items of [1_001, 100_000])
      expect(await post(envelope(items), auth())).toEqual({
        status: 413,
        detail: "envelope exceeded size limits: more than 1000 items",
      });
  });

  it.each([
    ["lists in extra", `{"extra":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`],
    ["objects in extra", `{"extra":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`],
    ["a list that does not end", `{"tags":${"[".repeat(100_000)}`],
  ])("counts deeply nested %s as invalid", async (_what, event) => {
    const before =
      (await outcomes()).find(({ reason }) => reason === "invalid_json")?.quantity ?? 0;
    expect((await post(`{}\n{"type":"event"}\n${event}\n`, auth())).status).toBe(200);
    const after = (await outcomes()).find(({ reason }) => reason === "invalid_json")?.quantity;
    expect(after).toBe(before + 1);
  });

  it("refuses an envelope with a deeply nested header", async () => {
    const header = `{"trace":${"[".repeat(200)}${"]".repeat(200)}}`;
    expect((await post(`${header}\n{"type":"check_in"}\n{}\n`, auth())).status).toBe(400);
    expect(
      (await post(`{}\n{"type":"event","x":${"[".repeat(200)}${"]".repeat(200)}}\n{}`, auth()))
        .status,
    ).toBe(400);
  });

  it("refuses a deep body at the API too", async () => {
    const response = await fetch(
      `${sentry.cloud.control.sentry}0/organizations/seaworthy-local/workflows/`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${sentry.cloud.tokens.sentry}`, connection: "close" },
        body: `{"config":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      },
    );
    expect([response.status, await response.json()]).toEqual([
      400,
      { detail: "JSON is nested deeper than 127 levels" },
    ]);
  });

  it("keeps a bounded number of outcomes, whatever senders invent", async () => {
    for (let round = 0; round < 3; round += 1) {
      const items = Array.from(
        { length: 400 },
        (_, index) => `{"type":"made_up_${round}_${index}"}\n{}\n`,
      );
      expect((await post(`{}\n${items.join("")}`, auth())).status).toBe(200);
    }
    const rows = await outcomes();
    expect(rows.length).toBeLessThanOrEqual(505);
    expect(rows.find(({ category }) => category === "other")?.quantity).toBeGreaterThan(600);
  });
});
