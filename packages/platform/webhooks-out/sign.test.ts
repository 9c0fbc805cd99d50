import { describe, expect, it } from "vitest";
import { newEndpointSecret } from "./endpoint-secret.ts";
import { openSecret, resealSecret, sealSecret } from "./sealed-secret.ts";
import { standardWebhookHeaders } from "./sign.ts";

const message = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  sentAtMs: 1_614_265_330_000,
  body: '{"test": 2432232314}',
};
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const privateKey = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const v1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const v1a =
  "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";

describe("a signature", () => {
  it("matches the vector, by secret and by key, and by both during a rotation", async () => {
    const signed = async (...secrets: string[]) =>
      (await standardWebhookHeaders(message, secrets))["webhook-signature"];
    expect(await signed(secret)).toBe(v1);
    expect(await signed(privateKey)).toBe(v1a);
    expect(await signed(secret, privateKey)).toBe(`${v1} ${v1a}`);
  });

  it("covers id, time and body, and states id and time", async () => {
    const headers = await standardWebhookHeaders(message, [secret]);
    expect(headers).toMatchObject({
      "webhook-id": message.id,
      "webhook-timestamp": "1614265330",
    });
    for (const change of [{ id: "msg_1" }, { body: "{}" }, { sentAtMs: message.sentAtMs + 1_000 }])
      expect(
        (await standardWebhookHeaders({ ...message, ...change }, [secret]))["webhook-signature"],
      ).not.toBe(v1);
  });

  it.each([
    "",
    "whsec_",
    "whsec_c2hvcnQ=",
    "plain text of 24 letters!",
    `whsec_${"A".repeat(100)}`,
  ])("cannot be made with a secret such as %j", async (wrong) => {
    await expect(standardWebhookHeaders(message, [wrong])).rejects.toThrow(
      "The error has been reported.",
    );
  });

  it("is made with the secrets that we generate: 32 random bytes, always different", async () => {
    const made = Array.from({ length: 50 }, newEndpointSecret);
    expect(new Set(made).size).toBe(50);
    for (const one of made) expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await expect(standardWebhookHeaders(message, made)).resolves.toBeTruthy();
  });
});

describe("a stored secret", () => {
  const [current, before] = [
    "key in use of at least 32 letters",
    "previous key of at least 32 letters",
  ];

  it("opens with the current and the previous key, only in its own row", async () => {
    const sealed = await sealSecret(secret, "endpoint-1", [before]);
    expect(sealed).not.toContain(secret.slice(6, 20));
    expect(await openSecret(sealed, "endpoint-1", [current, before])).toBe(secret);
    await expect(openSecret(sealed, "endpoint-2", [current, before])).rejects.toThrow();
    await expect(openSecret(sealed, "endpoint-1", [current])).rejects.toThrow();
    await expect(openSecret("whatever", "endpoint-1", [current])).rejects.toThrow();
  });

  it("is never encrypted the same way twice", async () => {
    const [one, other] = [
      await sealSecret(secret, "e", [current]),
      await sealSecret(secret, "e", [current]),
    ];
    expect(one).not.toBe(other);
  });

  it("moves to the current key once", async () => {
    const sealed = await sealSecret(secret, "e", [before]);
    const moved = await resealSecret(sealed, "e", [current, before]);
    expect(await openSecret(moved ?? "", "e", [current])).toBe(secret);
    expect(await resealSecret(moved ?? "", "e", [current, before])).toBeUndefined();
    expect(await resealSecret(sealed, "another", [current, before])).toBeUndefined();
  });

  it("needs a key", async () => {
    await expect(sealSecret(secret, "e", [])).rejects.toMatchObject({ code: "NOT_CONFIGURED" });
  });
});
