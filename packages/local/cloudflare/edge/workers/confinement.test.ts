import { readdirSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
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

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({
    source,
    bindings: [{ type: "durable_object_namespace", name: "ROOM", class_name: "Room" }],
    version: { exports: { Room: { type: "durable-object", storage: "sqlite" } } },
  });
});
afterAll(() => cloudflare.close());

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

/** TCP ports on which that process listens, in any of its threads. */
function portsOf(pid: number): number[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    const inode = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false })?.ino;
    return inode === undefined ? [] : [String(inode)];
  });
  const tcp = ["tcp", "tcp6"].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, "utf8").split("\n").slice(1),
  );
  const rows = tcp.map((line) => line.trim().split(/\s+/));
  // State 0A is LISTEN; an address ends in the port, in hexadecimal.
  return rows
    .filter((row) => row[3] === "0A" && sockets.includes(row[9] ?? ""))
    .map((row) => Number.parseInt(row[1]?.split(":").at(-1) ?? "", 16));
}

test("every port of this process refuses other host names", async () => {
  const ports = new Set(portsOf(process.pid));
  const known = Object.values(cloudflare.cloud.context.ports.all());
  expect([...ports].filter((port) => !known.includes(port))).not.toHaveLength(0); // Miniflare's
  for (const port of ports) {
    if (port === cloudflare.cloud.context.ports.all()["edge.https"]) continue;
    const status = await statusFor(port, "evil.example");
    expect([404, 421], `port ${port}`).toContain(status);
  }
});

test("workerd has no port", () => {
  const pids = workerdPids();
  expect(pids).toHaveLength(1);
  expect(pids.flatMap(portsOf)).toEqual([]);
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
