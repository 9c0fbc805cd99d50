import { bodyLimitBytes } from "@seaworthy/platform/request/body-limit";
import { expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

async function sendBody(bytes: number) {
  const { app, send } = plainApp();
  app.post("/length", async (c) => c.json({ length: (await c.req.text()).length }));
  return send("/length", { method: "POST", body: "a".repeat(bytes) });
}

it("accepts a body of exactly 2 MB", async () => {
  const response = await sendBody(bodyLimitBytes);
  expect(await response.json()).toEqual({ length: 2_097_152 });
});

it("refuses one byte more", async () => {
  const response = await sendBody(bodyLimitBytes + 1);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "BODY_TOO_LARGE" });
});
