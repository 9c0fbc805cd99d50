import { tracingChannel } from "node:diagnostics_channel";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { request, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serverUser } from "../../../kernel/processes/server-user.ts";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";

const source = `import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  async fetch() {
    const seen = ((await this.ctx.storage.get("seen")) ?? 0) + 1;
    await this.ctx.storage.put("seen", seen);
    return new Response(String(seen));
  }
}
export default { fetch: (request, { ROOM }) => ROOM.get(ROOM.idFromName("one")).fetch(request) };`;

const servers = new Set<Server>();
const note = (message: object) => {
  if ("server" in message && message.server instanceof Server) servers.add(message.server);
};
const ignore = () => undefined;
const listening = { start: ignore, end: ignore, asyncStart: note, asyncEnd: note, error: ignore };

let cloudflare: CloudflareTest;
beforeAll(async () => {
  tracingChannel("net.server.listen").subscribe(listening);
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({
    source,
    bindings: [{ type: "durable_object_namespace", name: "ROOM", class_name: "Room" }],
    version: { exports: { Room: { type: "durable-object", storage: "sqlite" } } },
  });
});
afterAll(async () => {
  tracingChannel("net.server.listen").unsubscribe(listening);
  await cloudflare.close();
});

function statusFor(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: "/", headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once("error", reject).end();
  });
}

function workerdPids(): number[] {
  const folder = `${cloudflare.cloud.directory}/run`;
  const files = readdirSync(folder).filter((file) => /^workerd-.*json$/.test(file));
  return files.map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")).pid as number);
}

test("every port of this process refuses other host names", async () => {
  const ports = [...servers].map((server) => (server.address() as AddressInfo).port);
  expect([...servers].filter((server) => "stop" in server)).not.toHaveLength(0); // Miniflare's
  for (const port of ports) {
    const status = await statusFor(port, "evil.example");
    expect([404, 421], `port ${port}`).toContain(status);
  }
});

test("workerd has no port", async () => {
  const pids = workerdPids();
  expect(pids).toHaveLength(1);
  const sockets = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false })?.ino;
      return inode === undefined ? [] : [String(inode)];
    }),
  );
  const tcp = ["tcp", "tcp6"].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, "utf8").split("\n").slice(1),
  );
  const rows = tcp.map((line) => line.trim().split(/\s+/));
  // State 0A is LISTEN.
  expect(rows.filter((row) => row[3] === "0A" && sockets.includes(row[9] ?? ""))).toEqual([]);
});

test("started by root, workerd runs as the servers' user, and keeps its storage", async () => {
  const seen = async () => (await fetch(`${cloudflare.app}/`)).text();
  expect(await seen()).toBe("1");
  const user = serverUser() ?? { uid: process.getuid?.(), gid: process.getgid?.() };
  for (const pid of workerdPids()) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    expect(status).toMatch(new RegExp(`^Uid:\\s+${user.uid}\\s+${user.uid}\\s+${user.uid}`, "m"));
    expect(status).toMatch(new RegExp(`^Gid:\\s+${user.gid}\\s+${user.gid}`, "m"));
  }
  await cloudflare.cloud.restart();
  expect(await seen()).toBe("2");
});
