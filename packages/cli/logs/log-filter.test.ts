import { describe, expect, test } from "vitest";
import { type FilterOptions, logFilter, parseSince } from "./log-filter.ts";
import { parseLogLine } from "./log-record.ts";

const now = Date.parse("2026-11-30T10:10:00Z");
const wrapped = (fields: object) =>
  JSON.stringify({
    ...{ time: "2026-11-30T10:00:00Z", level: "log", worker: "w" },
    message: JSON.stringify({ time: "2026-11-30T10:00:00Z", ...fields }),
  });
const log = [
  "a line of nobody",
  '{"time":"2026-11-30T09:00:00Z","level":"info","event":"old"}',
  "    at its stack",
  wrapped({ level: "audit", action: "role.changed" }),
  wrapped({ level: "error", event: "broken" }),
  "    at one.ts:1",
  "2026-11-30 10:04:50.311 UTC [23799] ERROR:  syntax error",
  "2026-11-30 10:04:43.183 UTC [15150] LOG stats: 0 xacts/s",
  "15029:M 30 Nov 2026 09:57:37.310 # Out of memory",
];
const shown = (options: FilterOptions) => {
  const filter = logFilter(options, now);
  return log.flatMap((line, index) => (filter(parseLogLine(line)) ? [index] : []));
};

test.each<[FilterOptions, number[]]>([
  [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  [{ since: "11m" }, [3, 4, 5, 6, 7]],
  [{ since: "2026-11-30T10:00:00Z" }, [3, 4, 5, 6, 7]],
  [{ level: "warn" }, [4, 5, 6, 8]],
  [{ level: "error", since: "15m" }, [4, 5, 6]],
  [{ audit: true }, [3]],
  [{ grep: "BROKEN|syntax" }, [4, 6]],
  [{ level: "error", grep: "one.ts" }, [5]],
])("%j shows %j", (options, lines) => {
  expect(shown(options)).toEqual(lines);
});

test("a line that is not JSON becomes JSON in a pipe, with its time and level", () => {
  expect(parseLogLine(log[6] ?? "").fields).toEqual({
    time: "2026-11-30T10:04:50.311Z",
    level: "error",
    message: log[6],
  });
  expect(parseLogLine(log[3] ?? "").fields).toMatchObject({ action: "role.changed" });
});

describe("mistakes", () => {
  test.each(["yesterday", "15", "15x", "", "99"])("--since %s", (text) => {
    expect(() => parseSince(text, now)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
  test.each<FilterOptions>([{ level: "loud" }, { grep: "(" }])("%j", (options) => {
    expect(() => logFilter(options, now)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});
