import { securityHeaders } from "@seaworthy/platform/browser-security/security-header-table";
import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

it.each(["/health", "/health/live", "/nothing", "/rest/api-keys", "/openapi.json"])(
  "are on the response of %s",
  async (path) => {
    const { send } = plainApp();
    const { headers } = await send(path);
    expect(
      Object.fromEntries(Object.keys(securityHeaders).map((name) => [name, headers.get(name)])),
    ).toEqual(securityHeaders);
    expect(headers.get("x-powered-by")).toBeNull();
  },
);

describe("Strict-Transport-Security", () => {
  const sent = async (binding: string | undefined, url: string) => {
    const env = binding === undefined ? {} : { STRICT_TRANSPORT_SECURITY: binding };
    return (await plainApp(env).send(url)).headers.get("strict-transport-security");
  };

  it("is sent as configured, on every kind of response", async () => {
    for (const path of ["/health", "/nothing", "/rest/api-keys", "/docs"])
      expect(await sent("max-age=600", `https://api.example.com${path}`)).toBe("max-age=600");
  });

  it.each([
    ["off", "https://api.example.com/health"],
    ["max-age=600", "http://api.example.com/health"],
    ["max-age=600", "https://localhost/health"],
  ])("is not sent when configured as %s on %s", async (binding, url) => {
    expect(await sent(binding, url)).toBeNull();
  });

  it("defaults to two years, without preload", async () => {
    expect(await sent(undefined, "https://api.example.com/health")).toBe(
      "max-age=63072000; includeSubDomains",
    );
  });
});
