import {
  isSigned,
  requireWebhookSignature,
  signWebhook,
  webhookHeaders,
} from "@seaworthy/platform/webhooks/webhook-signature";
import { describe, expect, it } from "vitest";
import { plainApp, testTime } from "../testing/app.ts";

const keys = {
  WEBHOOK_SECRET: "current-secret-of-32-characters-x",
  WEBHOOK_SECRET_PREVIOUS: "previous-secret-of-32-characters-",
};
const message = {
  id: "msg_1",
  timestamp: String(testTime / 1000),
  body: '{"type":"mail.bounced"}',
};

async function deliver(
  signature: string,
  changed: Partial<typeof message> = {},
  env: Record<string, unknown> = keys,
) {
  const { app, send, clock } = plainApp(env);
  app.post("/hook", requireWebhookSignature(clock), async (c) => c.text(await c.req.text()));
  const { id, timestamp, body } = { ...message, ...changed };
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  };
  return send("/hook", { method: "POST", headers, body });
}

describe("a webhook", () => {
  it.each(Object.values(keys))(
    "signed with %s is accepted, and its body can be read again",
    async (secret) => {
      const response = await deliver(await signWebhook(message, secret));
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(message.body);
    },
  );

  it("may carry several signatures, one of them ours", async () => {
    const ours = await signWebhook(message, keys.WEBHOOK_SECRET);
    expect((await deliver(`v1a,abc v1,${"A".repeat(43)}= ${ours}`)).status).toBe(200);
  });

  it.each([
    ["the body", { body: '{"type":"mail.delivered"}' }],
    ["the id", { id: "msg_2" }],
    ["the time", { timestamp: String(testTime / 1000 + 1) }],
  ])("is refused when %s was changed", async (_what, changed) => {
    expect((await deliver(await signWebhook(message, keys.WEBHOOK_SECRET), changed)).status).toBe(
      401,
    );
  });

  it.each([-301, 301])("is refused %d seconds away from now, even if signed", async (seconds) => {
    const old = { ...message, timestamp: String(testTime / 1000 + seconds) };
    expect((await deliver(await signWebhook(old, keys.WEBHOOK_SECRET), old)).status).toBe(401);
  });

  it.each(["", "v1,", "v1,AAAA", "v2,x", "garbage"])(
    "is refused with the signature %j",
    async (signature) => {
      expect((await deliver(signature)).status).toBe(401);
    },
  );

  it("is refused once the previous secret is gone, and by an app without a secret", async () => {
    const signature = await signWebhook(message, keys.WEBHOOK_SECRET_PREVIOUS);
    expect((await deliver(signature, {}, { WEBHOOK_SECRET: keys.WEBHOOK_SECRET })).status).toBe(
      401,
    );
    expect((await deliver(signature, {}, {})).status).toBe(503);
  });

  it("is signed as defined by Standard Webhooks", async () => {
    const vector = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: "1614265330",
      body: '{"test": 2432232314}',
    };
    const signed = await signWebhook(vector, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    expect(signed).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe("a webhook that the app sends", () => {
  const [old, next] = ["the-old-secret-of-32-characters-xx", "the-next-secret-of-32-characters-x"];
  const clock = { now: () => testTime + 999 };
  const accepts = async (headers: Record<string, string>, secret: string) => {
    const sent = {
      id: headers["webhook-id"] ?? "",
      timestamp: headers["webhook-timestamp"] ?? "",
      body: message.body,
    };
    return isSigned(sent, headers["webhook-signature"] ?? "", [secret]);
  };

  // The two bindings' values at each step of a rotation, and which receivers accept what is signed
  // then.
  it.each([
    ["before a rotation", old, old, [true, false]],
    ["while both are accepted", old, next, [true, true]],
    ["when the next one is used", next, old, [true, true]],
    ["after it", next, next, [false, true]],
  ])(
    "is signed %s so that receivers with either key accept it",
    async (_step, used, other, expected) => {
      const headers = await webhookHeaders(
        message.body,
        { WEBHOOK_SECRET: used, WEBHOOK_SECRET_PREVIOUS: other },
        clock,
      );
      expect([await accepts(headers, old), await accepts(headers, next)]).toEqual(expected);
      expect(headers["webhook-signature"]?.split(" ")).toHaveLength(used === other ? 1 : 2);
      expect(headers["webhook-timestamp"]).toBe(String(testTime / 1000));
    },
  );

  it("keeps the id of a retried attempt, has a new one otherwise, and is not sent without a key", async () => {
    const keys = { WEBHOOK_SECRET: old };
    expect((await webhookHeaders("{}", keys, clock, "msg_7"))["webhook-id"]).toBe("msg_7");
    const ids = await Promise.all(
      [1, 2].map(async () => (await webhookHeaders("{}", keys, clock))["webhook-id"]),
    );
    expect(new Set(ids).size).toBe(2);
    await expect(webhookHeaders("{}", {}, clock)).rejects.toMatchObject({ code: "NOT_CONFIGURED" });
  });
});
