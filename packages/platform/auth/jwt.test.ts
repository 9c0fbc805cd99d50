import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { testTime } from "../testing/time.ts";
import { authenticate, verifyToken } from "./jwt.ts";

const keys = {
  JWT_SECRET: "current-key-of-at-least-32-characters",
  JWT_SECRET_PREVIOUS: "previous-key-of-at-least-32-characters",
};
const clock = { now: () => testTime };
const sub = "2f6c7d3e-5a0b-4c1d-8e9f-0a1b2c3d4e5f";

function sign(
  key: string,
  claims: Record<string, unknown> = {},
  algorithm = "HS256",
): Promise<string> {
  const all = { sub, role: "authenticated", exp: testTime / 1000 + 60, ...claims };
  return new SignJWT(all)
    .setProtectedHeader({ alg: algorithm })
    .sign(new TextEncoder().encode(key));
}

describe("a token", () => {
  it.each(["JWT_SECRET", "JWT_SECRET_PREVIOUS"] as const)(
    "signed with %s is accepted",
    async (name) => {
      await expect(verifyToken(await sign(keys[name]), keys, clock)).resolves.toMatchObject({
        sub,
        role: "authenticated",
      });
    },
  );

  it("signed with the previous key is refused once that key is gone", async () => {
    const token = await sign(keys.JWT_SECRET_PREVIOUS);
    await expect(verifyToken(token, { JWT_SECRET: keys.JWT_SECRET }, clock)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });

  it("expires at the second of its exp", async () => {
    const token = await sign(keys.JWT_SECRET);
    await expect(verifyToken(token, keys, { now: () => testTime + 59_000 })).resolves.toMatchObject(
      { sub },
    );
    await expect(verifyToken(token, keys, { now: () => testTime + 60_000 })).rejects.toMatchObject({
      code: "TOKEN_EXPIRED",
    });
  });

  it.each([
    ["without exp", { exp: undefined }],
    ["without sub", { sub: undefined }],
    ["whose sub is no UUID", { sub: "1; drop table posts" }],
    ["of the service role", { role: "service_role" }],
    ["of the anonymous role", { role: "anon" }],
    ["that is not valid yet", { nbf: testTime / 1000 + 30 }],
  ])("%s is refused", async (_what, claims) => {
    await expect(
      verifyToken(await sign(keys.JWT_SECRET, claims), keys, clock),
    ).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("cannot choose its algorithm", async () => {
    const unsigned = new UnsecuredJWT({
      sub,
      role: "authenticated",
      exp: testTime / 1000 + 60,
    }).encode();
    await expect(verifyToken(unsigned, keys, clock)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(
      verifyToken(
        await sign(keys.JWT_SECRET.repeat(2), {}, "HS512"),
        { JWT_SECRET: keys.JWT_SECRET.repeat(2) },
        clock,
      ),
    ).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("signed with any other key is refused, without saying why", async () => {
    await expect(verifyToken(await sign("x".repeat(32)), keys, clock)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: "Send a valid token as `Authorization: Bearer …`.",
    });
  });
});

describe("an Authorization header", () => {
  it("may be absent", async () => {
    await expect(authenticate(undefined, keys, clock)).resolves.toBeUndefined();
  });

  it.each(["", "Bearer", "Basic dXNlcjpwYXNz", "Bearer a.b", "Bearer not a token"])(
    "%j is refused",
    async (header) => {
      await expect(authenticate(header, keys, clock)).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        headers: { "WWW-Authenticate": expect.stringContaining("Bearer") },
      });
    },
  );
});
