import { expect, it } from "vitest";
import { provideServices } from "../request/provide-services.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { tokenOf } from "../testing/tokens.ts";
import { claimsOf, signedIn } from "./signed-in.ts";

const user = crypto.randomUUID();

async function visit(authorization: string | undefined, path = "/own") {
  const { app, clock, send } = bareApp(unreachableServices);
  app.use(provideServices(clock));
  app.get("/own", signedIn, (c) => c.json(claimsOf(c)));
  app.get("/open", (c) => c.json(claimsOf(c)));
  return send(path, authorization === undefined ? {} : { headers: { authorization } });
}

it("gives handlers the claims of a valid token", async () => {
  const response = await visit(`Bearer ${await tokenOf(user.toUpperCase())}`);
  expect(await response.json()).toMatchObject({ sub: user, role: "authenticated" });
});

it("asks for a token where there is none", async () => {
  const response = await visit(undefined);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
});

it.each([
  ["signed with another key", () => tokenOf(user, { key: "x".repeat(40) }), "UNAUTHENTICATED"],
  ["of no user", () => tokenOf("service"), "UNAUTHENTICATED"],
  ["expired", () => tokenOf(user, { expiresInSeconds: -1 }), "TOKEN_EXPIRED"],
  ["not signed", async () => `${btoa('{"alg":"none"}')}.e30.`, "UNAUTHENTICATED"],
])("rejects a token that is %s, and does not repeat it", async (_what, make, code) => {
  const token = await make();
  const response = await visit(`Bearer ${token}`);
  expect(response.status).toBe(401);
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ code });
  expect(body).not.toContain(token);
});

it("has no claims for a handler that requires no token", async () => {
  expect((await visit(`Bearer ${await tokenOf(user)}`, "/open")).status).toBe(401);
});
