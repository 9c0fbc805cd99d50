import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findProject } from "@seaworthy/core/project";
import { run } from "@seaworthy/toolchain/run";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pulumiProgram } from "../pulumi/cli.ts";
import { type EphemeralStack, openEphemeralStack } from "./preview/ephemeral-stack.ts";
import { createStandInStack } from "./preview/stand-in-stack.ts";
import { createProgram, type ForeignProgram } from "./testing/program.ts";

/** `pulumi preview --policy-pack` of another team's program, by the engine itself. */
let program: ForeignProgram;
let ground: EphemeralStack;
let configFile: string;
let folder: string;

beforeAll(async () => {
  program = createProgram("worker-on-domain");
  // Only `check` makes up the plugin of a package that is not installed.
  const file = join(program.root, "index.mjs");
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, lines.filter((line) => !line.includes("random:index")).join("\n"));
  folder = mkdtempSync(join(tmpdir(), "sea-pack-"));
  ground = await openEphemeralStack(program.root, () => {});
  configFile = await createStandInStack({
    root: program.root,
    stack: "production",
    configFile: join(program.root, "Pulumi.production.yaml"),
    directory: join(ground.directory, "stack"),
    environment: ground.environment,
  });
});

afterAll(async () => {
  await ground?.close();
  program?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A pack that is in no stack's folder. */
function barePack(): string {
  const pack = join(folder, "pack");
  mkdirSync(pack);
  symlinkSync(join(findProject().root, "node_modules"), join(pack, "node_modules"));
  const files = {
    "PulumiPolicy.yaml": "runtime:\n  name: nodejs\n  options:\n    typescript: false\n",
    "package.json": '{ "name": "pack", "version": "0.1.0", "type": "module", "main": "main.js" }\n',
    "main.js": 'import { readiness } from "@seaworthy/readiness/pack";\n\nreadiness();\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(pack, name), text);
  return pack;
}

async function preview(pack: string) {
  const { exitCode, stdout, tail } = await run(
    await pulumiProgram(),
    [
      ...["preview", "--stack", "production", "--config-file", configFile, "--non-interactive"],
      ...["--color", "never", "--policy-pack", pack],
    ],
    { directory: program.root, environment: ground.environment, timeoutMs: 240_000 },
  );
  const output = stripVTControlCharacters([stdout, ...tail].join("\n"));
  const critical = [...output.matchAll(/\[mandatory\] \[severity: critical\] +(\S+)/g)];
  return { exitCode, output, critical: new Set(critical.map(([, rule]) => rule)) };
}

describe.each([
  ["a stack's own pack", () => findProject().policies],
  ["a pack outside of any stack", barePack],
])("%s on another program", (_, packOf) => {
  test("finds its mistakes, and no critical one that is not there", {
    timeout: 300_000,
  }, async () => {
    const { exitCode, output, critical } = await preview(packOf());
    expect(exitCode, output).not.toBe(0);
    expect(output).toContain("SMTP_PASS");
    expect(output).toContain("API_TOKEN");
    expect([...critical], output).toEqual(["secrets-no-plain-secret"]);
    for (const name of ["COMMIT", "TENANT_ID", "TURNSTILE_SITE", "worker-bindings-complete"])
      expect(output).not.toContain(name);
  });
});
