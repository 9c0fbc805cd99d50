import { verifyToken } from "@seaworthy/platform/auth/jwt";
import { expect, test } from "vitest";
import { testState } from "../../rotate/testing.ts";
import { runCommand } from "../../testing/run-command.ts";
import { signingKey, signToken } from "../../token/sign.ts";

test("is one that the app accepts, for the user and the time that were given", async () => {
  const sub = "2f6c7d3e-5a0b-4c1d-8e9f-0a1b2c3d4e5f";
  const key = "a signing key of at least 32 characters";
  const claims = { sub, iss: "issuer", aud: "audience" };
  const rules = { JWT_SECRET: key, JWT_ISSUER: "issuer", JWT_AUDIENCE: "audience" };
  const signed = signToken(key, claims, { lifetimeSeconds: 120 });
  const later = (ms: number) => ({ now: () => Date.now() + ms });
  expect(await verifyToken(signed, rules, later(0))).toMatchObject({ sub });
  await expect(verifyToken(signed, rules, later(121_000))).rejects.toMatchObject({
    code: "TOKEN_EXPIRED",
  });
  const others = { ...rules, JWT_AUDIENCE: "another" };
  await expect(verifyToken(signed, others, later(0))).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

test("needs a stack that names the secret that signs", () => {
  expect(() => signingKey(testState())).toThrow(/run "npx seaworthy up local" first/);
});

test.each([
  [["prod"], /gets its tokens from Supabase Auth: sign in there/],
  [["local", "--user", "1 or 1=1"], /--user takes a UUID, not 1 or 1=1/],
  [["local", "--minutes", "0"], /--minutes takes a whole number from 1 to 10080, not 0/],
  [["local", "--minutes", "10081"], /--minutes takes a whole number from 1 to 10080/],
  [["local", "--minutes", "1e3"], /--minutes takes a whole number from 1 to 10080/],
])("%j is refused before anything is done", async (words, message) => {
  const { code, stdout, stderr } = await runCommand("token", ...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr).toContain("Nothing was changed.");
});
