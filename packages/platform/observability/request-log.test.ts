import { expect, it } from "vitest";
import { AppError } from "../errors/errors.ts";
import { bareApp } from "../testing/bare-app.ts";
import { requestLog } from "./request-log.ts";

function logged() {
  const bare = bareApp();
  bare.app.use(requestLog(bare.clock));
  bare.app.get("/slow", (c) => {
    bare.clock.time += 120;
    return c.text("done");
  });
  bare.app.get("/private", () => {
    throw new AppError("FORBIDDEN", "Not yours.");
  });
  bare.app.get("/health/ready", (c) => c.text("", c.req.query("down") ? 503 : 200));
  return bare;
}

it("writes one line per response: method, path, status and duration", async () => {
  const { send, lines } = logged();
  await send("/slow", { headers: { "x-request-id": "request-1" } });
  expect(lines).toEqual([
    expect.objectContaining({
      level: "info",
      event: "request",
      requestId: "request-1",
      method: "GET",
      path: "/slow",
      status: 200,
      durationMs: 120,
    }),
  ]);
});

it.each([
  ["/private", 403],
  ["/nowhere", 404],
])("writes the status of a failed request: %s", async (path, status) => {
  const { send, lines } = logged();
  await send(path);
  expect(lines).toEqual([expect.objectContaining({ path, status })]);
});

it("leaves out probes while they succeed", async () => {
  const { send, lines } = logged();
  await send("/health/ready");
  expect(lines).toEqual([]);
  await send("/health/ready?down=1");
  expect(lines).toEqual([expect.objectContaining({ path: "/health/ready", status: 503 })]);
});

it("does not log the query, headers or body, which may contain credentials", async () => {
  const { send, lines } = logged();
  const secret = "s3cr3t-of-a-user";
  const headers = { authorization: `Basic ${secret}`, cookie: `session=${secret}` };
  await send(`/slow?token=${secret}`, { method: "POST", headers, body: secret });
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain(secret);
});
