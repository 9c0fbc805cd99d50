import { expect, test } from "vitest";
import { responseHeaders } from "./cloudflare-headers.ts";

test("a response loses hop-by-hop headers, and those that Connection names", () => {
  const raw = ["Connection", "X-Hop, close", "X-Hop", "1", "Keep-Alive", "3", "X-Kept", "2"];
  expect(responseHeaders(raw, "X-Hop, close")).toEqual(["X-Kept", "2"]);
});
