import { jwtVerify } from "jose";
import { afterEach, expect, test, vi } from "vitest";
import { testState } from "../../rotate/testing.ts";
import { runCommand } from "../../testing/run-command.ts";
import { signingKey, signToken } from "../../token/sign.ts";

afterEach(() => vi.unstubAllEnvs());

test("is one that a JWT library accepts, for the user and the time that were given", async () => {
  const key = "a signing key of at least 32 characters";
  const claims = { sub: "7", iss: "issuer", aud: "audience" };
  const signed = signToken(key, claims, { lifetimeSeconds: 120 });
  const expected = { issuer: "issuer", audience: "audience", algorithms: ["HS256"] };
  const { payload } = await jwtVerify(signed, new TextEncoder().encode(key), expected);
  expect(payload).toMatchObject({ sub: "7", role: "authenticated" });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(120);
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
