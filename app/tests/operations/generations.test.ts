import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

const keys = {
  operator: "operator-token-of-at-least-32-characters",
  operatorBefore: "operator-token-before-of-32-characters",
  webhook: "webhook-key-of-at-least-32-characters-1",
  webhookBefore: "webhook-key-of-at-least-32-characters-0",
};
const challenge = "a-challenge-of-the-test";
const bindings = {
  CF_VERSION_METADATA: { id: "version-7" },
  GENERATIONS: '{"jwt":3,"webhook":2}',
  OPERATOR_TOKEN: keys.operator,
  OPERATOR_TOKEN_PREVIOUS: keys.operatorBefore,
  WEBHOOK_SECRET: keys.webhook,
  WEBHOOK_SECRET_PREVIOUS: keys.webhookBefore,
};
const ask = (
  env: Record<string, unknown>,
  token: string,
  path = `/internal/generations?challenge=${challenge}`,
) => plainApp(env).send(path, { headers: { authorization: `Bearer ${token}` } });
const proof = (key: string) =>
  createHash("sha256").update(`generation-proof\0${challenge}\0${key}`).digest("hex");

describe("GET /internal/generations", () => {
  it("returns the version and the generations, and proves the keys without showing them", async () => {
    const response = await ask(bindings, keys.operator);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      versionId: "version-7",
      generations: { jwt: 3, webhook: 2 },
    });
    expect(JSON.parse(text).holds.webhook).toEqual([
      proof(keys.webhook),
      proof(keys.webhookBefore),
    ]);
    expect(Object.values(keys).filter((key) => text.includes(key))).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("has one proof when no rotation is in progress and both bindings hold the same value", async () => {
    const response = await ask(
      { ...bindings, WEBHOOK_SECRET_PREVIOUS: keys.webhook },
      keys.operator,
    );
    expect(await response.json()).toMatchObject({ holds: { webhook: [proof(keys.webhook)] } });
  });

  it("has no proof of a third-party key that was not supplied yet", async () => {
    const response = await ask(
      {
        ...bindings,
        ROTATED: JSON.stringify({
          vendor: ["VENDOR_KEY"],
          sender: ["SENDER_KEY", "SENDER_KEY_PREVIOUS"],
        }),
        ...{ VENDOR_KEY: "", SENDER_KEY: "", SENDER_KEY_PREVIOUS: "" },
      },
      keys.operator,
    );
    expect(await response.json()).toMatchObject({
      holds: { vendor: [], sender: [] },
    });
  });

  it.each([
    ["the token in use", keys.operator, 200],
    ["the other one, during a rotation", keys.operatorBefore, 200],
    ["another one", "operator-token-that-nobody-has-1234567", 401],
    ["a key that is not the operator's", keys.webhook, 401],
  ])("responds to %s with its status", async (_, token, status) => {
    expect((await ask(bindings, token)).status).toBe(status);
  });

  it.each(["short", "with blank in it somewhere", "a".repeat(65)])(
    "refuses the challenge %j",
    async (given) => {
      const path = `/internal/generations?challenge=${encodeURIComponent(given)}`;
      expect((await ask(bindings, keys.operator, path)).status).toBe(400);
    },
  );

  it("treats generations that are not JSON as none", async () => {
    expect(
      await (await ask({ ...bindings, GENERATIONS: "jwt=3" }, keys.operator)).json(),
    ).toMatchObject({ generations: {} });
  });
});
