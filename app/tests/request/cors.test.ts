import { corsFrom } from "@seaworthy/platform/browser-security/cors";
import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

const env = {
  CORS_ORIGINS: "https://app.example.com, https://*.preview.example.com,http://localhost:5173",
};

describe("CORS", () => {
  it.each(["https://app.example.com", "https://a.preview.example.com", "http://localhost:5173"])(
    "allows the configured origin %s",
    async (origin) => {
      const { headers } = await plainApp(env).send("/health/live", { headers: { Origin: origin } });
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(headers.get("vary")).toMatch(/Origin/);
    },
  );

  it.each([
    "https://evil.com",
    "http://app.example.com",
    "https://preview.example.com",
    "https://evilpreview.example.com",
    "http://localhost:5174",
    "null",
  ])("allows %s nothing", async (origin) => {
    const { headers } = await plainApp(env).send("/health/live", { headers: { Origin: origin } });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("answers a preflight", async () => {
    const headers = {
      Origin: "https://app.example.com",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization",
    };
    const response = await plainApp(env).send("/rest/api-keys", { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    expect(response.headers.get("access-control-allow-headers")?.toLowerCase()).toContain(
      "authorization",
    );
  });

  it("never responds with *, not even with credentials: `*` is not a valid origin, and an unlisted origin gets nothing", async () => {
    for (const origin of ["https://app.example.com", "https://evil.com"]) {
      const { app, send } = plainApp(env);
      app.get("/with-cookies", corsFrom({ credentials: true }), (c) => c.text("here"));
      const { headers } = await send("/with-cookies", { headers: { Origin: origin } });
      expect(headers.get("access-control-allow-origin")).toBe(
        origin.includes("evil") ? null : origin,
      );
    }
  });

  it("does not allow localhost unless configured", async () => {
    const { headers } = await plainApp({}).send("/health/live", {
      headers: { Origin: "http://localhost:5173" },
    });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });
});
