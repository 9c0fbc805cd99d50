import { expect, test } from "vitest";
import { readableLine } from "./readable-line.ts";

const time = "2026-11-30T02:35:11.120Z";

test("a Worker request, which is JSON inside JSON, is one plain line", () => {
  const request = {
    ...{ time, level: "info", requestId: "1000e6e8", method: "GET", path: "/health/ready" },
    ...{ event: "request", status: 200, durationMs: 18 },
  };
  const line = JSON.stringify({
    ...{ time, level: "log", worker: "shop-local", message: JSON.stringify(request) },
  });
  expect(readableLine(line)).toBe(
    "02:35:11.120 info  GET /health/ready 200 18 ms requestId=1000e6e8",
  );
});

test("what the app printed, and events of the cloud, are shown with their details", () => {
  expect(
    readableLine(JSON.stringify({ time, level: "error", worker: "w", message: "oh {no}" })),
  ).toBe("02:35:11.120 error oh {no}");
  expect(
    readableLine(
      JSON.stringify({ time, level: "info", event: "cloud.ready", port: 9, vendors: ["a"] }),
    ),
  ).toBe('02:35:11.120 info  cloud.ready port=9 vendors=["a"]');
});

test.each([
  "2026-11-30 03:01:49.135 UTC [14208] LOG:  database system is ready",
  '{"time":"2026',
  "{}",
  '{"text":"of a program of its own"}',
  "",
])("other lines stay as they are: %j", (line) => {
  expect(readableLine(line)).toBe(line);
});
