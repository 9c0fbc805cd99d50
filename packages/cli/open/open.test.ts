import { describe, expect, test } from "vitest";
import { browserOpener } from "./browser.ts";
import { localPlaces } from "./places.ts";

describe("what opens a URL", () => {
  test.each([
    [{ DISPLAY: ":0" }, "linux", "xdg-open"],
    [{ WAYLAND_DISPLAY: "w" }, "linux", "xdg-open"],
    [{ BROWSER: "firefox" }, "linux", "firefox"],
    [{}, "darwin", "open"],
    [{}, "linux", undefined],
    [{ DISPLAY: ":0", SSH_CONNECTION: "a" }, "linux", undefined],
    [{ DISPLAY: ":0", CI: "true" }, "linux", undefined],
  ] as const)("%j on %s: %s", (environment, platform, opener) => {
    expect(browserOpener(environment, platform)).toBe(opener);
  });
});

test("each vendor's page of the local stack is a section of the console", () => {
  const places = localPlaces("http://app", "http://control");
  expect(places).toMatchObject({
    app: "http://app",
    docs: "http://app/docs",
    supabase: "http://control/console#database",
  });
});
