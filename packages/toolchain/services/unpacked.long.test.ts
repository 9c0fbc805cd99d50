import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "./table.ts";

const run = promisify(execFile);

/** An unprivileged user of this machine. */
const nobody = 65_534;
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "sea-rootless-"));
  chmodSync(home, 0o777);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** dpkg's list without our services and two of their libraries, whatever is installed. */
function statusWithoutServices(): string {
  const names = Object.values(services).map(({ debian }) => debian);
  const more = ["redis-tools", "valkey-server", "valkey-tools", "libjemalloc2", "liblua5.1-0"];
  const left = readFileSync("/var/lib/dpkg/status", "utf8")
    .split("\n\n")
    .filter((entry) => ![...names, ...more].some((name) => entry.startsWith(`Package: ${name}\n`)));
  const file = join(home, "status");
  writeFileSync(file, left.join("\n\n"));
  return file;
}

/** Runs our code as that user, with only the system's own folders on PATH. */
async function asNobody(code: string): Promise<string> {
  const cache = join(home, "cache");
  mkdirSync(cache, { recursive: true });
  chmodSync(cache, 0o777);
  const script = join(home, "script.mjs");
  writeFileSync(script, code);
  const { stdout } = await run(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script],
    {
      uid: nobody,
      gid: nobody,
      cwd: home,
      env: { HOME: home, XDG_CACHE_HOME: cache, PATH: "/usr/bin:/bin" },
    },
  );
  return stdout;
}

const unpacked = pathToFileURL(join(import.meta.dirname, "unpacked.ts")).href;

test("an ordinary user gets PgBouncer and Redis without root, and they run", {
  timeout: 300_000,
}, async () => {
  const packages = [services.pgbouncer.debian, services.redis.debian];
  const bin = (
    await asNobody(`
      import { aptUnpack, unpackedPrograms } from ${JSON.stringify(unpacked)};
      const statusFile = ${JSON.stringify(statusWithoutServices())};
      await aptUnpack(${JSON.stringify(packages)}, { report: () => {}, statusFile });
      console.log(unpackedPrograms(process.env));
    `)
  ).trim();
  const own = { uid: nobody, gid: nobody, cwd: home, env: { HOME: home, PATH: "/usr/bin:/bin" } };
  const pgbouncer = await run(join(bin, "pgbouncer"), ["--version"], own);
  expect(pgbouncer.stdout).toMatch(services.pgbouncer.version);
  const redis = await run(join(bin, "redis-server"), ["--version"], own);
  expect(redis.stdout).toMatch(services.redis.version);
  const server = spawn(
    join(bin, "redis-server"),
    ["--port", "0", "--unixsocket", join(home, "s"), "--save", ""],
    own,
  );
  const said = new Promise<string>((resolve) => {
    let text = "";
    server.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("accept connections")) resolve(text);
    });
    server.once("exit", () => resolve(text));
  });
  expect(await said).toMatch(/accept connections/);
  // Libraries that the machine lacks are next to the program.
  expect(readFileSync(`/proc/${server.pid}/maps`, "utf8")).toMatch(`${home}/cache`);
  expect(readFileSync(`/proc/${server.pid}/maps`, "utf8")).toMatch(/cache\/.*\/libjemalloc\.so/);
  server.kill();
});
