import { AppError, type ErrorCode, errorKinds } from "@seaworthy/platform/errors/errors";
import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

const secret = "postgres://app_worker:hunter2-hunter2@db.internal/postgres select * from secrets";

describe("a problem", () => {
  it("has the code, the status and the request id, as application/problem+json that is never cached", async () => {
    const { send } = plainApp();
    const response = await send("/nothing", { headers: { "X-Request-ID": "a-request-id" } });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      type: "urn:seaworthy:problem:not-found",
      status: 404,
      code: "NOT_FOUND",
      requestId: "a-request-id",
    });
  });

  it.each(Object.keys(errorKinds) as ErrorCode[])(
    "has the status from the table for %s",
    async (code) => {
      const { app, send } = plainApp();
      app.get("/fails", () => {
        throw new AppError(code, "What to do.", { cause: new Error(secret) });
      });
      const response = await send("/fails");
      const text = await response.text();
      expect(response.status).toBe(errorKinds[code].status);
      expect(JSON.parse(text)).toMatchObject({
        code,
        detail: "What to do.",
        title: errorKinds[code].title,
      });
      expect(text).not.toContain("hunter2");
    },
  );

  it("reveals nothing of an unexpected error, and logs it without its credentials", async () => {
    const { app, send, lines } = plainApp();
    app.get("/fails", () => {
      throw new TypeError(secret);
    });
    const response = await send("/fails");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/hunter2|select|TypeError|db\.internal/);
    const line = JSON.stringify(lines.find(({ event }) => event === "request.failed"));
    expect(line).toContain("TypeError");
    expect(line).toContain("select * from secrets");
    expect(line).not.toContain("hunter2");
  });

  it("removes a handler's public Cache-Control from a failure", async () => {
    const { app, send } = plainApp();
    app.get("/fails", (c) => {
      c.header("Cache-Control", "public, max-age=60");
      throw new AppError("INTERNAL", "No.");
    });
    expect((await send("/fails")).headers.get("cache-control")).toBe("no-store");
  });
});
