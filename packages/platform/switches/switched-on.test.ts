import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { defineModule } from "../modules/define-module.ts";
import { provideServices } from "../request/provide-services.ts";
import { isolate } from "../runtime/isolate.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { type PlatformServices, startPlatformServices } from "../testing/platform-services.ts";
import { setSwitch } from "./switch-store.ts";
import { switchedOn } from "./switched-on.ts";

const notes = defineModule({
  name: "notes",
  switches: { search: "Searching notes.", share: "Sharing notes." },
});

let services: PlatformServices;
beforeAll(async () => {
  services = await startPlatformServices();
});
afterAll(() => services?.close());
beforeEach(() => isolate.memory.forget(["switches"]));

/** An app with a route for each switch, and one that operators would use. */
function switched(env: Readonly<Record<string, unknown>> = services.bindings) {
  const bare = bareApp(env);
  bare.app.use(provideServices(bare.clock));
  bare.app.get("/search", switchedOn(notes, "search"), (c) => c.text("found"));
  bare.app.get("/share", switchedOn(notes, "share"), (c) => c.text("shared"));
  bare.app.put("/switches/:name/:state", async (c) => {
    const { name, state } = c.req.param();
    await setSwitch(c.var.services, name, { on: state === "on", because: "A test." });
    return c.text("changed");
  });
  const statusOf = async (path: string, method = "GET") =>
    (await bare.send(path, { method })).status;
  return { ...bare, statusOf };
}

it("rejects requests to a feature while it is off, and to no other", async () => {
  const { send, statusOf, settled } = switched();
  expect(await statusOf("/search")).toBe(200);
  expect(await statusOf("/switches/notes.search/off", "PUT")).toBe(200);
  const off = await send("/search");
  expect(await off.json()).toMatchObject({ status: 503, code: "SWITCHED_OFF" });
  expect(off.headers.get("retry-after")).toBe("60");
  expect(await statusOf("/share")).toBe(200);
  await statusOf("/switches/notes.search/on", "PUT");
  expect(await statusOf("/search")).toBe(200);
  await settled();
});

it("takes a switch by its full name: another module's of the same name changes nothing", async () => {
  const { statusOf, settled } = switched();
  for (const name of ["files.search", "search", "notes.searching", "otes.search"])
    await statusOf(`/switches/${name}/off`, "PUT");
  expect(await statusOf("/search")).toBe(200);
  await settled();
});

it("leaves features on, with a warning, while neither cache nor database responds", async () => {
  const { statusOf, lines, settled } = switched(unreachableServices);
  expect(await statusOf("/search")).toBe(200);
  expect(lines).toContainEqual(expect.objectContaining({ event: "switches.unknown" }));
  await settled();
});
