import { describe, expect, it } from "vitest";
import { sentryEvent } from "../events/event.ts";
import type { Project } from "../model.ts";
import { filterThatDrops } from "./inbound-filters.ts";

const project: Project = {
  ...{
    id: "1",
    slug: "app",
    name: "app",
    platform: null,
    dateCreated: "2026-11-21T12:00:00.000Z",
    teamIds: [],
    settings: {},
    options: {},
  },
  filters: {
    "browser-extensions": true,
    "filtered-transaction": true,
    "legacy-browsers": true,
    localhost: true,
    "web-crawlers": true,
  },
};
const drops = (event: Record<string, unknown>, over: Partial<Project> = {}) =>
  filterThatDrops(sentryEvent.parse(event), { ...project, ...over });
const from = (userAgent: string) => ({
  message: "x",
  request: { url: "https://example.com/", headers: { "User-Agent": userAgent } },
});
const transaction = (name: string) => ({ type: "transaction", transaction: name });
const withFrame = (filename: string) => ({
  exception: { values: [{ type: "E", value: "x", stacktrace: { frames: [{ filename }] } }] },
});

describe("inbound filters", () => {
  it.each([
    ["health checks", transaction("GET /health/ready"), "filtered-transaction"],
    ["heartbeats", transaction("app.Heartbeat"), "filtered-transaction"],
    ["an extension's error", withFrame("chrome-extension://abc/x.js"), "browser-extensions"],
    ["a crawler", from("Mozilla/5.0 (compatible; Googlebot/2.1)"), "web-crawlers"],
    [
      "an old Firefox",
      from("Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/60.0"),
      "legacy-browsers",
    ],
    [
      "an Internet Explorer",
      from("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko"),
      "legacy-browsers",
    ],
    [
      "the local host",
      { message: "x", request: { url: "http://localhost:8787/rest" } },
      "localhost",
    ],
    ["a user at ::1", { message: "x", user: { ip_address: "::1" } }, "localhost"],
  ])("drop %s", (_what, event, filter) => {
    expect(drops(event)).toBe(filter);
    expect(drops(event, { filters: { ...project.filters, [filter]: false } })).toBeUndefined();
  });

  it.each([
    ["a route that only starts like one", transaction("GET /healthcare/patients")],
    ["an error on a health route", { message: "failed", transaction: "GET /health" }],
    [
      "a browser of today",
      from("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"),
    ],
    ["an event without headers", { message: "x" }],
  ])("allow %s", (_what, event) => {
    expect(drops(event)).toBeUndefined();
  });

  it("drop by the project's own patterns", () => {
    const options = {
      "filters:error_messages": "*ResizeObserver*\n\nTypeError: gone*",
      "filters:releases": "1.*",
      "filters:blacklisted_ips": "10.0.0.*",
    };
    expect(drops({ message: "ResizeObserver loop" }, { options })).toBe("error-message");
    expect(
      drops({ exception: { values: [{ type: "TypeError", value: "gone (3)" }] } }, { options }),
    ).toBe("error-message");
    expect(drops({ message: "x", release: "1.4" }, { options })).toBe("release-version");
    expect(
      drops({ message: "x", release: "21.4", user: { ip_address: "10.0.0.7" } }, { options }),
    ).toBe("ip-address");
    expect(drops({ message: "other", release: "2.0" }, { options })).toBeUndefined();
  });
});
