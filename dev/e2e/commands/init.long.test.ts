import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { type Detour, openDetour } from "../../testing/detour.ts";
import {
  type CommandResult,
  createTestStack,
  executeIn,
  mustSucceed,
  type TestStack,
} from "../harness.ts";

/** The local cloud stands in for the vendors of a stack that an operator sets up. */
describe("seaworthy init", { timeout: 900_000 }, () => {
  let cloud: TestStack;
  let copy: CheckoutCopy;
  let state: string;
  let environment: NodeJS.ProcessEnv;
  let detour: Detour;
  /** Cloudflare calls that its token may not make. */
  let refused: RegExp | undefined;

  beforeAll(async () => {
    cloud = createTestStack();
    copy = copyCheckout();
    state = mkdtempSync(join(tmpdir(), "sea-init-"));
    const access = await cloud.variables();
    const home = join(state, "pulumi");
    await preparePulumiHome(home, await installToolchain());
    const {
      SEAWORTHY_DIRECTORY: _,
      PULUMI_OPTION_CONFIG_FILE: __,
      PULUMI_STACK: ___,
      ...rest
    } = access;
    const cloudflare = new URL(String(access.CLOUDFLARE_BASE_URL));
    detour = await openDetour(
      [{ service: "cloudflare", port: Number(cloudflare.port), protocol: "http" }],
      {
        before: ({ name }) => (refused?.test(name) ? 403 : "pass"),
        after: () => "pass",
      },
    );
    cloudflare.port = String(detour.ports[cloudflare.port]);
    environment = {
      ...rest,
      CLOUDFLARE_BASE_URL: cloudflare.href,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: pathToFileURL(mkdtempSync(join(state, "state-"))).href,
      PULUMI_CONFIG_PASSPHRASE: "of-the-test",
    };
  }, 600_000);
  afterAll(async () => {
    await detour?.close();
    await cloud?.close();
    copy?.remove();
    if (state) rmSync(state, { recursive: true, force: true });
  }, 120_000);

  const seaworthy = (...args: string[]): Promise<CommandResult> =>
    executeIn(copy.root, process.execPath, [copy.command, ...args], environment);
  const organizations = [
    ...["--supabase-organization", "seaworthy-local"],
    ...["--sentry-organization", "seaworthy-local"],
  ];
  const initialize = (...more: string[]) =>
    seaworthy(
      ...["init", "shop", "--like", "local", "--hostname", "localhost", "--owner", "shop-team"],
      ...[...organizations, "--secrets-provider", "passphrase", ...more],
    );

  test("names what a token lacks, and creates no state", async () => {
    refused = /^(POST|PATCH) .*(dns_records|hyperdrive)/;
    const { code, stdout } = await initialize();
    refused = undefined;
    expect(code).toBe(1);
    expect(stdout).toContain("✗ Cloudflare the token lacks Zone · DNS · Edit");
    expect(stdout).toContain("✗ Cloudflare the token lacks Account · Hyperdrive · Edit");
    expect(stdout).not.toContain(String(environment.CLOUDFLARE_API_TOKEN));
    expect((await seaworthy("status", "shop")).code).toBe(1);
  });

  test("names every missing token", async () => {
    const { CLOUDFLARE_API_TOKEN: _, SENTRY_AUTH_TOKEN: __, ...few } = environment;
    const { code, stdout } = await executeIn(
      ...([copy.root, process.execPath, [copy.command, "doctor", "shop"]] as const),
      few,
    );
    expect(code).toBe(1);
    expect(stdout).toContain("CLOUDFLARE_API_TOKEN is not set");
    expect(stdout).toContain("SENTRY_AUTH_TOKEN is not set");
  });

  test("writes the stack file for editors, creates the DNS record and the stack", async () => {
    const { stdout } = mustSucceed(await initialize("--dns"));
    expect(stdout).toContain("made the DNS record of localhost");
    expect(stdout).toContain("Stack shop is in the backend.");
    const file = readFileSync(join(copy.root, "Pulumi.shop.yaml"), "utf8");
    expect(file).toMatch(
      /^# yaml-language-server: \$schema=\.seaworthy\/stack-file\.schema\.json\n/,
    );
    expect(file).toContain("owner: shop-team");
    expect(file).toContain("zoneId: 5ea0000000000000000000000000c0de");
    expect(mustSucceed(await seaworthy("doctor", "shop")).stdout).toContain(
      "✓ Cloudflare DNS record of localhost",
    );
  });

  test("up refuses before anything is changed when a permission is missing, then brings the stack up", async () => {
    const waiver = {
      rule: "protection-environment-of-stack",
      resource: "stack",
      finding: "seaworthy:environment",
      owner: "platform",
      notApplicable: "The local cloud plays this stack, with the local stack's configuration.",
    };
    writeFileSync(join(copy.root, "waivers.shop.yaml"), JSON.stringify([waiver]));
    refused = /^POST .*workers\/workers/;
    const less = await seaworthy("up", "shop", "--yes");
    refused = undefined;
    expect(less.code).toBe(1);
    expect(less.stderr).toContain("the token lacks Account · Workers Scripts · Edit");
    expect(less.stderr).toContain("Nothing was changed.");
    const { stdout } = mustSucceed(await seaworthy("up", "shop", "--yes"));
    expect(stdout).toMatch(/Resources:\n\s+\+ \d+ created/);
    const app = await fetch(`${environment.SEAWORTHY_APP_URL}/health/ready`);
    expect(app.status).toBe(200);
  });
});
