import { describe, expect, it } from "vitest";
import { passes, type TailFilter } from "./tail-filter.ts";
import type { TracedCall } from "./traced-call.ts";

const call: TracedCall = {
  entrypoint: null,
  outcome: "ok",
  eventTimestamp: 1,
  event: {
    request: {
      url: "http://localhost/",
      method: "GET",
      headers: { "x-team": "blue", "cf-connecting-ip": "192.0.2.1" },
    },
  },
  logs: [{ message: ["paid", { amount: 5 }], level: "log", timestamp: 1 }],
  exceptions: [],
  truncated: false,
};

describe("a filter of a tail", () => {
  it.each<[TailFilter, boolean]>([
    [{ sampling_rate: 0.6 }, true],
    [{ sampling_rate: 0.4 }, false],
    [{ outcome: ["ok", "canceled"] }, true],
    [{ outcome: ["exception"] }, false],
    [{ method: ["get"] }, true],
    [{ method: ["POST"] }, false],
    [{ header: { key: "X-Team" } }, true],
    [{ header: { key: "x-team", query: "blu" } }, true],
    [{ header: { key: "x-team", query: "red" } }, false],
    [{ header: { key: "x-none" } }, false],
    [{ client_ip: ["self"] }, true],
    [{ client_ip: ["192.0.2.1"] }, true],
    [{ client_ip: ["192.0.2.2"] }, false],
    [{ query: "amount" }, true],
    [{ query: "refund" }, false],
    [{ scriptVersion: "version-1" }, true],
    [{ scriptVersion: "version-2" }, false],
  ])("%j", (filter, passed) => {
    expect(passes([filter], "version-1", call, () => 0.5)).toBe(passed);
  });

  it.each<TailFilter>([{ method: ["GET"] }, { client_ip: ["self"] }, { header: { key: "a" } }])(
    "about requests does not pass events that are not requests: %j",
    (filter) => {
      const scheduled = { ...call, event: { cron: "* * * * *" } };
      expect(passes([filter], "version-1", scheduled, () => 0)).toBe(false);
    },
  );
});
