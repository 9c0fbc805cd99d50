import { describe, expect, it } from "vitest";
import { testTime } from "../testing/time.ts";
import { createLogger } from "./logger.ts";

function capture() {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger(
      (line) => lines.push(line),
      { now: () => testTime },
      { requestId: "request-1" },
    ),
  };
}

describe("the logger", () => {
  it("writes one JSON line per event, with the time and the fields of its parents", () => {
    const { lines, log } = capture();
    log.child({ route: "/feed" }).info("read", { posts: 3 });
    log.metric("feed.durationMs", 12);
    log.audit("post.created", { postId: "p" });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        time: "2026-11-21T12:30:00.000Z",
        level: "info",
        requestId: "request-1",
        route: "/feed",
        event: "read",
        posts: 3,
      },
      {
        time: "2026-11-21T12:30:00.000Z",
        level: "metric",
        requestId: "request-1",
        metric: "feed.durationMs",
        value: 12,
      },
      {
        time: "2026-11-21T12:30:00.000Z",
        level: "audit",
        requestId: "request-1",
        action: "post.created",
        postId: "p",
      },
    ]);
  });

  it.each([
    [
      "a key that sounds secret",
      {
        headers: { Authorization: "s3cr3t" },
        redisToken: "s3cr3t",
        apiKey: "s3cr3t",
        SENTRY_DSN: "s3cr3t",
      },
    ],
    ["a bearer token in a text", { note: "sent Bearer s3cr3t-value to it" }],
    ["a token in a text", { note: "got eyJhbGciOi.eyJzdWIi.s3cr3t" }],
    ["a URL's credentials", { note: "cannot reach postgres://user:s3cr3t@host/db" }],
    [
      "the cause of an error",
      { error: new Error("outer", { cause: new Error("redis://:s3cr3t@host") }) },
    ],
  ])("keeps %s out", (_what, fields) => {
    const { lines, log } = capture();
    log.error("failed", fields);
    expect(lines.join()).not.toContain("s3cr3t");
  });

  it("keeps a message's line breaks inside its line", () => {
    const { lines, log } = capture();
    log.warn("odd", { note: 'one\ntwo {"level":"error"}' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("\n");
  });
});
