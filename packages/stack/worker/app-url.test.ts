import { expect, test } from "vitest";
import { appUrlOf } from "./app-url.ts";

test("a host is reached by HTTPS, unless the environment says where it is served", () => {
  expect(appUrlOf("api.example.com", {})).toBe("https://api.example.com");
  expect(appUrlOf("localhost", { SEAWORTHY_APP_URL: "http://localhost:8787" })).toBe(
    "http://localhost:8787",
  );
});
