import { securityHeaders } from "@seaworthy/platform/browser-security/security-headers";
import { expect, it } from "vitest";
import { plainApp } from "../testing/app.ts";

it.each(["/health", "/health/live", "/nothing", "/rest/feed", "/openapi.json"])(
  "are on the answer of %s",
  async (path) => {
    const { send } = plainApp();
    const { headers } = await send(path);
    expect(
      Object.fromEntries(Object.keys(securityHeaders).map((name) => [name, headers.get(name)])),
    ).toEqual(securityHeaders);
    expect(headers.get("x-powered-by")).toBeNull();
  },
);
