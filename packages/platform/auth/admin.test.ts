import { afterAll, beforeAll, expect, it } from "vitest";
import { provideServices } from "../request/provide-services.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { type PlatformServices, startPlatformServices } from "../testing/platform-services.ts";
import { tokenOf } from "../testing/tokens.ts";
import { adminOnly } from "./admin.ts";
import { signedIn } from "./signed-in.ts";

let services: PlatformServices;
beforeAll(async () => {
  services = await startPlatformServices();
});
afterAll(() => services?.close());

async function visit(user: string, env: Readonly<Record<string, unknown>> = services.bindings) {
  const { app, clock, send, lines } = bareApp(env);
  app.use(provideServices(clock));
  app.get("/reports", signedIn, adminOnly, (c) => c.text("reports"));
  const headers = { authorization: `Bearer ${await tokenOf(user)}` };
  return { response: await send("/reports", { headers }), lines };
}

it("lets admins through, and nobody whose role was removed since their token was issued", async () => {
  const [user, another] = [crypto.randomUUID(), crypto.randomUUID()];
  await services.admin`insert into user_roles (user_id, role) values
    (${user}, 'admin'), (${another}, 'admin')`;
  expect((await visit(user)).response.status).toBe(200);
  await services.admin`delete from user_roles where user_id = ${user}`;
  expect((await visit(user)).response.status).toBe(403);
});

it("rejects another user, with a line in the log", async () => {
  const user = crypto.randomUUID();
  const { response, lines } = await visit(user);
  expect(await response.json()).toMatchObject({ status: 403, code: "FORBIDDEN" });
  expect(lines).toContainEqual(expect.objectContaining({ event: "admin.refused", userId: user }));
});

it("lets nobody through while the database is down", async () => {
  const { response } = await visit(crypto.randomUUID(), unreachableServices);
  expect(await response.json()).toMatchObject({ status: 503, code: "DATABASE_UNAVAILABLE" });
});
