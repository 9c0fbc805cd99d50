import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPluginClient, type PluginClient } from "./testing/plugin-client.ts";
import { builtIn } from "./testing/plugin-process.ts";

const { command, args } = builtIn("host.ts");
const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
const open: { close(): void }[] = [];
let ports: ReadonlyMap<string, string>;

beforeAll(async () => {
  const [line] = await once(createInterface(child.stdout), "line");
  ports = new Map(
    String(line)
      .split(",")
      .map((one) => one.split(":") as [string, string]),
  );
});
afterAll(() => {
  for (const client of open) client.close();
  child.kill();
});

/** A connection of its own, as the engine opens one for each provider. */
function connect(name: string): PluginClient {
  const service = new providerService.ResourceProviderClient(
    `127.0.0.1:${ports.get(name)}`,
    credentials.createInsecure(),
    { "grpc.use_local_subchannel_pool": 1 },
  );
  open.push(service);
  return createPluginClient(service);
}

test("one process serves every built-in plugin", async () => {
  expect([...ports.keys()]).toEqual(["cloudflare", "seaworthy", "terraform-provider"]);
  expect(await connect("cloudflare").version()).toBe("6.22.1");
});

test("each connection has its own package and configuration", async () => {
  const supabase = connect("terraform-provider");
  const sentry = connect("terraform-provider");
  const parameterize = (client: PluginClient, name: string, version: string) =>
    client.parameterize(name, version, "");
  await parameterize(supabase, "supabase", "1.10.1");
  await parameterize(sentry, "sentry", "0.15.4");
  const type = "pulumi:providers:supabase";
  const inputs = { endpoint: "http://127.0.0.1:9", accessToken: "sbp_x" };
  await supabase.configure(type, inputs);
  await expect(sentry.check("sentry:index/team:Team", {})).rejects.toThrow(/not configured/);
  const { failures } = await supabase.check("supabase:index/apikey:Apikey", {});
  expect(failures.map(({ property }) => property)).toContain("projectRef");
});
