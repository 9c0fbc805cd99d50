import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findProject } from "@seaworthy/core/project";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestStack, executeIn, mustSucceed, type TestStack } from "../harness.ts";
import { runSteps } from "./workflow-steps.ts";

/**
 * The workflows' steps as GitHub runs them, in one fresh clone. The local cloud stands in for prod,
 * with the built-in plugins, because the official ones are on no registry that every machine can
 * reach.
 */
describe("in a fresh clone, with prod played by the local cloud", { timeout: 900_000 }, () => {
  let cloud: TestStack;
  let clone: string;
  let base: NodeJS.ProcessEnv;
  const done = new Set<string>();

  beforeAll(async () => {
    cloud = createTestStack();
    const access = await cloud.variables();
    clone = realpathSync(mkdtempSync(join(tmpdir(), "sea-clone-")));
    mustSucceed(await executeIn(clone, "git", ["clone", "-q", findProject().root, "."], access));
    playProd(clone);
    const home = join(clone, ".pulumi-home");
    const toolchain = await installToolchain();
    await preparePulumiHome(home, toolchain);
    const { SEAWORTHY_DIRECTORY: _, PULUMI_OPTION_CONFIG_FILE: __, ...rest } = access;
    base = {
      ...rest,
      PATH: process.env.PATH,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: pathToFileURL(mkdtempSync(join(clone, ".state-"))).href,
      PULUMI_CONFIG_PASSPHRASE: "of-the-test",
      GITHUB_STEP_SUMMARY: join(clone, "summary.md"),
    };
    for (const stack of ["staging", "prod"])
      mustSucceed(
        await executeIn(
          clone,
          join(toolchain.binDirectory, "pulumi"),
          ["stack", "init", stack, "--secrets-provider", "passphrase"],
          base,
        ),
      );
  }, 600_000);

  afterAll(async () => {
    await cloud?.close();
    if (clone) rmSync(clone, { recursive: true, force: true });
  }, 120_000);

  /** Commands already run in this clone are skipped. */
  async function runJob(file: string, job: string): Promise<string> {
    let output = "";
    for (const { run, environment } of runSteps(clone, file, job, say)) {
      if (done.has(run)) continue;
      const given = Object.entries(environment).filter(([, value]) => value !== "");
      const result = await executeIn(clone, "bash", ["-e", "-o", "pipefail", "-c", run], {
        ...base,
        ...Object.fromEntries(given),
      });
      output += mustSucceed(result).stdout;
      if (run === "npm ci") done.add(run);
    }
    return output;
  }

  const say = (expression: string): string => {
    const [, secret] = /^secrets\.(\w+)$/.exec(expression) ?? [];
    if (secret !== undefined) return base[secret] ?? "";
    const [, usual = ""] = /\|\| '(.*)'/.exec(expression) ?? [];
    return usual;
  };

  test("deploy.yml brings prod up after npm ci alone", async () => {
    expect(await runJob("deploy.yml", "prod")).toMatch(/Resources:\n\s+\+ \d+ created/);
    const app = await fetch(`${base.SEAWORTHY_APP_URL}/health/ready`);
    expect(app.status).toBe(200);
  });

  test("deploy.yml previews it, and finds no changes", async () => {
    await runJob("deploy.yml", "preview");
    expect(readFileSync(join(clone, "summary.md"), "utf8")).toContain("prod");
  });

  test("seaworthy-check.yml judges it without a secret", async () => {
    await runJob("seaworthy-check.yml", "check");
    expect(readFileSync(join(clone, "report", "report.json"), "utf8")).toContain('"prod"');
  });

  test("rotate.yml finds nothing due, and leaves no lock", async () => {
    const events = await runJob("rotate.yml", "rotate");
    expect(events).toContain('"outcome":"nothing-due"');
    expect(await tags()).not.toContain("seaworthy:rotation");
  });

  test("a rotation by name replaces a secret", async () => {
    const run = "npx --no-install seaworthy rotate prod jwt --json";
    const { stdout } = mustSucceed(await executeIn(clone, "bash", ["-c", run], base));
    expect(stdout).toContain('"outcome":"rotated"');
    expect(await tags()).not.toContain("seaworthy:rotation");
  });

  async function tags(): Promise<string> {
    const { binDirectory } = await installToolchain();
    const args = ["stack", "tag", "ls", "--json", "--stack", "prod"];
    return mustSucceed(await executeIn(clone, join(binDirectory, "pulumi"), args, base)).stdout;
  }
});

/** The local cloud has the ids and the rules of the local stack. */
function playProd(clone: string): void {
  const local = readFileSync(join(clone, "Pulumi.local.yaml"), "utf8").replace(
    /^encryptionsalt:.*$/m,
    "",
  );
  const waivers = [
    {
      rule: "protection-environment-of-stack",
      resource: "stack",
      finding: "seaworthy:environment",
      owner: "platform",
      notApplicable: "The local cloud plays this stack, with the local stack's configuration.",
    },
  ];
  for (const stack of ["staging", "prod"]) {
    writeFileSync(join(clone, `Pulumi.${stack}.yaml`), local);
    writeFileSync(join(clone, `waivers.${stack}.yaml`), JSON.stringify(waivers));
  }
}
