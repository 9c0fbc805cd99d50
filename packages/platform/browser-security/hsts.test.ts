import { expect, it } from "vitest";
import { hstsFor, hstsValue } from "./hsts.ts";

const year = "max-age=31536000; includeSubDomains; preload";

it.each([
  ["https://api.example.com/x", year, year],
  ["https://api.example.com:8443/x", "max-age=600", "max-age=600"],
  ["https://localhost.example.com/", "max-age=600", "max-age=600"],
  ["https://mylocalhost/", "max-age=600", "max-age=600"],
  ["https://api.example.com/x", "off", undefined],
  ["http://api.example.com/x", year, undefined],
  ["https://localhost/x", year, undefined],
  ["https://localhost:8443/x", year, undefined],
  ["https://LOCALHOST./x", year, undefined],
  ["https://api.localhost/x", year, undefined],
  ["https://127.0.0.1/x", year, undefined],
  ["https://[::1]/x", year, undefined],
])("a response to %s, configured as %s, has %s", (url, value, sent) => {
  expect(hstsFor(url, value)).toBe(sent);
});

it.each(["max-age=0", "max-age=1; preload; includeSubDomains", "on", "", "max-age=600;preload"])(
  "%j is refused",
  (value) => {
    expect(hstsValue.safeParse(value).success).toBe(false);
  },
);
