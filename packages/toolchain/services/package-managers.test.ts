import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../run.ts";
import { temporaryDirectory } from "../testing.ts";
import { findService } from "./find.ts";
import { packageManagerOf } from "./package-managers.ts";
import { services } from "./table.ts";
import { unpackedPrograms } from "./unpacked.ts";

describe("what to type", () => {
  test.each([
    ["/usr/bin/apt-get", "sudo apt-get install -y pgbouncer redis-server"],
    ["/usr/bin/dnf", "sudo dnf install -y pgbouncer valkey"],
    ["/usr/bin/pacman", "sudo pacman -S --needed --noconfirm pgbouncer valkey"],
    ["/sbin/apk", "sudo apk add pgbouncer valkey"],
    ["/opt/homebrew/bin/brew", "brew install pgbouncer redis"],
  ])("with %s", (program, command) => {
    const manager = packageManagerOf({}, (file) => file === program);
    expect(manager.command(["pgbouncer", "redis"])).toBe(command);
  });

  test("with none of them", async () => {
    const manager = packageManagerOf({ PATH: "/nowhere" }, () => false);
    expect(manager.command(["redis"])).toMatch(/^install Redis or Valkey 7 or later/);
    const options = { report: () => {}, environment: {} };
    await expect(manager.install(["redis"], options)).rejects.toMatchObject({
      code: "TOOL_MISSING",
    });
  });
});

test("a program unpacked into the user's cache is found, after all others", async () => {
  const environment = { XDG_CACHE_HOME: temporaryDirectory(), PATH: "" };
  const bin = unpackedPrograms(environment);
  mkdirSync(bin, { recursive: true });
  const program = join(bin, "only-here");
  writeFileSync(program, "#!/bin/sh\necho v=7.2.0\n", { mode: 0o755 });
  const service = { ...services.redis, programs: [["only-here"]] };
  expect(await findService(service, environment)).toMatchObject({
    status: "ok",
    version: "7.2.0",
    source: "unpacked Debian package",
  });
  expect((await run(program, [])).stdout).toBe("v=7.2.0");
});
