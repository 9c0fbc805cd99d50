import { expect, it } from "vitest";
import { signedIn } from "../auth/signed-in.ts";
import { provideServices } from "../request/provide-services.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { tokenOf } from "../testing/tokens.ts";
import { tokenFromProtocol } from "./token-protocol.ts";

const [ann, bob] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];

function live() {
  const bare = bareApp(unreachableServices);
  bare.app.use(provideServices(bare.clock), tokenFromProtocol);
  bare.app.get("/live", signedIn, (c) => c.json({ user: c.get("claims")?.sub }));
  bare.app.get("/open", (c) => c.text("open"));
  return bare;
}

const offering = (protocols: string, more: Record<string, string> = {}) => ({
  headers: { "sec-websocket-protocol": protocols, ...more },
});

it("signs a page in with the token among its subprotocols, wherever it stands", async () => {
  const { send } = live();
  const token = await tokenOf(ann);
  for (const offered of [`bearer.${token}`, `feed,bearer.${token}`, `feed , bearer.${token} ,v2`]) {
    const response = await send("/live", offering(offered));
    expect(await response.json()).toEqual({ user: ann });
    // A header of the response would be stored in logs of proxies.
    expect(JSON.stringify([...response.headers])).not.toContain(token);
  }
});

it("prefers the Authorization header, even an invalid one", async () => {
  const { send } = live();
  const protocol = `bearer.${await tokenOf(ann)}`;
  const as = async (authorization: string) => send("/live", offering(protocol, { authorization }));
  expect(await (await as(`Bearer ${await tokenOf(bob)}`)).json()).toEqual({ user: bob });
  expect((await as("Bearer a.b.c")).status).toBe(401);
});

it.each([
  ["signed with another key", () => tokenOf(ann, { key: "x".repeat(40) }), "UNAUTHENTICATED"],
  ["expired", () => tokenOf(ann, { expiresInSeconds: -1 }), "TOKEN_EXPIRED"],
  ["not a token", async () => "abc", "UNAUTHENTICATED"],
  ["empty", async () => "", "UNAUTHENTICATED"],
])("rejects a token that is %s", async (_what, make, code) => {
  const { send } = live();
  const response = await send("/live", offering(`bearer.${await make()}`));
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code });
});

it.each(["feed", "Bearer.a.b.c", "xbearer.a.b.c", ""])(
  "finds no token in the subprotocols %j",
  async (offered) => {
    const response = await live().send("/live", offering(offered));
    expect(await response.json()).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  },
);

it("leaves routes without sign-in open to a request with an invalid token", async () => {
  const { send, settled } = live();
  expect((await send("/open", offering("bearer.a.b.c"))).status).toBe(200);
  await settled();
});
