import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import {
  type CommandResult,
  createTestStack,
  executeIn,
  mustSucceed,
  type TestStack,
} from "../harness.ts";

/** The local cloud stands in for the vendors; each checkout is another machine of CI. */
describe("a preview of a pull request", { timeout: 900_000 }, () => {
  let cloud: TestStack;
  let first: CheckoutCopy;
  let second: CheckoutCopy;
  let state: string;
  let environment: NodeJS.ProcessEnv;
  let port: string;

  beforeAll(async () => {
    cloud = createTestStack();
    [first, second] = [copyCheckout(), copyCheckout()];
    for (const { root } of [first, second]) playStaging(root);
    state = mkdtempSync(join(tmpdir(), "sea-previews-"));
    const access = await cloud.variables();
    const home = join(state, "pulumi");
    await preparePulumiHome(home, await installToolchain());
    const {
      SEAWORTHY_DIRECTORY: _,
      PULUMI_OPTION_CONFIG_FILE: __,
      PULUMI_STACK: ___,
      ...rest
    } = access;
    port = new URL(String(access.SEAWORTHY_APP_URL)).port;
    environment = {
      ...rest,
      SEAWORTHY_APP_URL: `http://pr-123.localhost:${port}`,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: pathToFileURL(mkdtempSync(join(state, "state-"))).href,
      PULUMI_CONFIG_PASSPHRASE: "of-the-test",
    };
  }, 600_000);
  afterAll(async () => {
    await cloud?.close();
    first?.remove();
    second?.remove();
    if (state) rmSync(state, { recursive: true, force: true });
  }, 120_000);

  const on = ({ root, command }: CheckoutCopy, ...args: string[]): Promise<CommandResult> =>
    executeIn(root, process.execPath, [command, ...args], environment);

  /** At the preview's own host name, which this machine need not resolve. */
  async function statusOf(path: string): Promise<number | undefined> {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      headers: { host: `pr-123.localhost:${port}` },
    };
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      request(options, resolve).once("error", reject).end();
    });
    await text(response);
    return response.statusCode;
  }

  async function names(url: string, headers: Record<string, string>): Promise<string> {
    return (await fetch(url, { headers })).text();
  }
  const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
  const account = "5ea00000000000000000000000acc001";

  /** What the vendors have, in their own words. */
  async function atVendors(): Promise<Record<string, string>> {
    const { CLOUDFLARE_BASE_URL, SUPABASE_API_ENDPOINT, SENTRY_BASE_URL, UPSTASH_API_URL } =
      environment;
    const upstash = `${environment.UPSTASH_EMAIL}:${environment.UPSTASH_API_KEY}`;
    const cloudflare = `${CLOUDFLARE_BASE_URL}/accounts/${account}`;
    const withToken = bearer(environment.CLOUDFLARE_API_TOKEN);
    return {
      workers: await names(`${cloudflare}/workers/workers`, withToken),
      hosts: await names(`${cloudflare}/workers/domains`, withToken),
      projects: await names(
        `${SUPABASE_API_ENDPOINT}/v1/projects`,
        bearer(environment.SUPABASE_ACCESS_TOKEN),
      ),
      errors: await names(
        `${SENTRY_BASE_URL?.replace(/\/$/, "")}/0/organizations/seaworthy-local/projects/`,
        bearer(environment.SENTRY_AUTH_TOKEN),
      ),
      redis: await names(`${UPSTASH_API_URL}/v2/redis/databases`, {
        authorization: `Basic ${Buffer.from(upstash).toString("base64")}`,
      }),
    };
  }

  test("cannot take the name of a stack, and needs an existing stack as its base", async () => {
    const real = await on(first, "up", "staging", "--ephemeral", "--yes");
    expect(real).toMatchObject({ code: 2 });
    const without = await on(first, "up", "pr-123", "--ephemeral", "--like", "gone", "--yes");
    expect(without.stderr).toContain("There is no Pulumi.gone.yaml to make the preview from");
    const { stdout } = mustSucceed(await on(first, "sweep", "--yes"));
    expect(stdout).toBe("No preview is to be deleted.\n");
  });

  test("has its own Worker, address, database and Redis, beside the stack it is made from", async () => {
    const { stdout } = mustSucceed(
      await on(first, "up", "pr-123", "--ephemeral", "--for", "2h", "--yes"),
    );
    expect(stdout).toContain(`Preview: http://pr-123.localhost:${port}\nKept until 20`);
    expect(await statusOf("/health/ready")).toBe(200);
    const found = await atVendors();
    for (const text of Object.values(found)) expect(text).toMatch(/local-pr-123|pr-123\.localhost/);
    expect(readFileSync(join(first.root, "Pulumi.pr-123.yaml"), "utf8")).not.toContain(
      "of-staging",
    );
  });

  test("is updated by another machine, which does not have its stack file", async () => {
    const { stdout } = mustSucceed(
      await on(second, "up", "pr-123", "--ephemeral", "--for", "1s", "--yes"),
    );
    expect(stdout).toMatch(/unchanged/);
    expect(stdout).not.toMatch(/\d+ (created|deleted|replaced)/);
    expect(await statusOf("/health/ready")).toBe(200);
  });

  test("a sweep deletes expired previews with all they own, and leaves every other stack", async () => {
    const { binDirectory } = await installToolchain();
    const keep = ["stack", "init", "staging", "--secrets-provider", "passphrase"];
    mustSucceed(await executeIn(second.root, join(binDirectory, "pulumi"), keep, environment));
    rmSync(join(second.root, "Pulumi.pr-123.yaml"));
    const asked = await on(second, "sweep");
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain("Delete pr-123 with all their data? This is not a terminal");
    const { stdout } = mustSucceed(await on(second, "sweep", "--yes"));
    expect(stdout).toContain("pr-123 is deleted.");
    expect(stdout).not.toContain("staging");
    for (const [vendor, text] of Object.entries(await atVendors()))
      expect(text, vendor).not.toContain("pr-123");
    expect(await statusOf("/health/ready")).not.toBe(200);
    const left = await executeIn(
      second.root,
      join(binDirectory, "pulumi"),
      ["stack", "ls", "--json"],
      environment,
    );
    expect(JSON.parse(mustSucceed(left).stdout)).toMatchObject([{ name: "staging" }]);
    expect(existsSync(join(second.root, "Pulumi.pr-123.yaml"))).toBe(false);
  });

  test("can be made again, and destroyed by name", async () => {
    mustSucceed(await on(second, "up", "pr-123", "--ephemeral", "--yes"));
    expect(await statusOf("/health/ready")).toBe(200);
    rmSync(join(second.root, "Pulumi.pr-123.yaml"));
    const { stdout } = mustSucceed(await on(second, "destroy", "pr-123", "--yes"));
    expect(stdout).toContain("Preview pr-123 is deleted.");
    for (const text of Object.values(await atVendors())) expect(text).not.toContain("pr-123");
  });
});

/** The local cloud has the ids and the rules of the local stack. */
function playStaging(root: string): void {
  const local = readFileSync(join(root, "Pulumi.local.yaml"), "utf8").replace(
    /^encryptionsalt:.*$/m,
    "",
  );
  const withSecret = `${local}  seaworthy:upstashApiKey:\n    secure: v1:of-staging:of-staging\n`;
  writeFileSync(join(root, "Pulumi.staging.yaml"), withSecret);
}
