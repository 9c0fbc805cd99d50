import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { findZone } from "../init/find-zone.ts";
import { kebab, type LeftOut, type LiveObject } from "./live-object.ts";

export interface CloudflareObjects {
  readonly zoneId: string;
  readonly accountId: string;
  readonly objects: readonly LiveObject[];
  readonly leftOut: readonly LeftOut[];
}

const id = z.string();
const listed = <T extends z.ZodType>(item: T) => z.object({ result: z.array(item) });
const rulesets = listed(z.object({ id, kind: z.string(), phase: z.string() }));
const settings = listed(z.object({ id, modified_on: z.string().nullish() }));
const routes = listed(z.object({ id, pattern: z.string(), script: z.string().nullish() }));
const workers = listed(z.object({ id, name: z.string() }));
const configs = listed(z.object({ id, name: z.string() }));
const records = listed(z.object({ type: z.string(), name: z.string() }));
const schedules = z.object({
  result: z.object({ schedules: z.array(z.object({ cron: z.string() })) }),
});

/** The objects in a host name's zone, and the Workers that its routes name. */
export async function cloudflareObjects(
  client: VendorClient,
  hostname: string,
): Promise<CloudflareObjects | undefined> {
  const zone = await findZone(client, hostname);
  if (zone === undefined) return undefined;
  const { zoneId, accountId } = zone;
  const read = reader(client, `/zones/${zoneId}`);
  const ofHost = (await read("workers/routes", routes)).filter(({ pattern }) =>
    pattern.replace(/^https?:\/\//, "").startsWith(hostname),
  );
  const scripts = [...new Set(ofHost.flatMap(({ script }) => script ?? []))];
  const objects = [
    ...rulesetsOf(zoneId, await read("rulesets", rulesets)),
    ...settingsOf(zoneId, await read("settings", settings)),
    ...(await workersOf(client, accountId, scripts)),
    ...ofHost.map((route) => ({
      type: "cloudflare:index/workersRoute:WorkersRoute",
      name: kebab("route", route.pattern),
      importId: `${zoneId}/${route.id}`,
    })),
  ];
  const dns = await read("dns_records", records);
  const hyperdrive = await reader(client, `/accounts/${accountId}`)("hyperdrive/configs", configs);
  return {
    ...{ zoneId, accountId, objects },
    leftOut: [
      ...dns.map(({ type, name }) => ({ what: `DNS record ${type} ${name}`, why: byItsOwner })),
      ...hyperdrive.map(({ name }) => ({ what: `Hyperdrive ${name}`, why: passwordUntold })),
      ...scripts.map((name) => ({ what: `code of Worker ${name}`, why: codeStays })),
    ],
  };
}

const byItsOwner =
  "DNS stays with who keeps it now; policies judge the record that the stack makes";
const passwordUntold = "Cloudflare does not tell its password, which a program has to declare";
const codeStays = "it goes on being deployed by its own tool";

const reader =
  (client: VendorClient, base: string) =>
  async <T extends z.ZodType<{ readonly result: unknown }>>(
    path: string,
    schema: T,
  ): Promise<z.output<T>["result"]> =>
    schema.parse((await client.request("GET", `${base}/${path}`)).body).result;

const rulesetsOf = (zoneId: string, all: z.output<typeof rulesets>["result"]): LiveObject[] =>
  all
    .filter(({ kind }) => kind === "zone")
    .map((ruleset) => ({
      type: "cloudflare:index/ruleset:Ruleset",
      name: kebab(ruleset.phase),
      importId: `zones/${zoneId}/${ruleset.id}`,
    }));

/** Settings that someone has changed; the others have Cloudflare's defaults. */
const settingsOf = (zoneId: string, all: z.output<typeof settings>["result"]): LiveObject[] =>
  all
    .filter(({ modified_on }) => typeof modified_on === "string" && modified_on !== "")
    .map((setting) => ({
      type: "cloudflare:index/zoneSetting:ZoneSetting",
      name: kebab("setting", setting.id),
      importId: `${zoneId}/${setting.id}`,
    }));

async function workersOf(
  client: VendorClient,
  accountId: string,
  scripts: readonly string[],
): Promise<LiveObject[]> {
  const account = `/accounts/${accountId}`;
  const all = await reader(client, account)("workers/workers", workers);
  const found: LiveObject[] = [];
  for (const worker of all.filter(({ name }) => scripts.includes(name))) {
    const { name } = worker;
    const type = "cloudflare:index/worker:Worker";
    found.push({ type, name: kebab(name), importId: `${accountId}/${worker.id}` });
    const path = `${account}/workers/scripts/${encodeURIComponent(name)}/schedules`;
    const { body } = await client.request("GET", path);
    if (schedules.parse(body).result.schedules.length > 0)
      found.push({
        type: "cloudflare:index/workersCronTrigger:WorkersCronTrigger",
        name: kebab(name, "crons"),
        importId: `${accountId}/${name}`,
      });
  }
  return found;
}
