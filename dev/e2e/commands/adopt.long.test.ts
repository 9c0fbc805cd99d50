import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import {
  type CommandResult,
  createTestStack,
  executeIn,
  mustSucceed,
  type TestStack,
} from "../harness.ts";

/** The local cloud stands in for the vendors of a team that has never used Seaworthy. */
describe("seaworthy adopt", { timeout: 900_000 }, () => {
  let cloud: TestStack;
  let copy: CheckoutCopy;
  let state: string;
  let environment: NodeJS.ProcessEnv;
  let wanted: string[];

  beforeAll(async () => {
    cloud = createTestStack();
    copy = copyCheckout();
    state = mkdtempSync(join(tmpdir(), "sea-adopt-"));
    await cloud.up();
    const { redis, sentry } = await cloud.status();
    const {
      SEAWORTHY_DIRECTORY: _,
      PULUMI_OPTION_CONFIG_FILE: __,
      PULUMI_STACK: ___,
      ...access
    } = await cloud.variables();
    environment = {
      ...access,
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_CONFIG_PASSPHRASE: "of-the-test",
    };
    const ref = mustSucceed(await cloud.pulumi("stack", "output", "supabaseProjectRef")).stdout;
    wanted = [
      ...["--hostname", "localhost", "--supabase", ref.trim()],
      ...["--redis", ...redis.map(({ name }) => name)],
      ...["--sentry", `seaworthy-local/${sentry.project}`],
      ...["--ticket", "https://example.com/tickets/1"],
    ];
  }, 900_000);
  afterAll(async () => {
    await cloud?.close();
    copy?.remove();
    if (state) rmSync(state, { recursive: true, force: true });
  }, 120_000);

  const seaworthy = (...args: string[]): Promise<CommandResult> =>
    executeIn(copy.root, process.execPath, [copy.command, ...args], environment);
  const folder = () => join(copy.root, "adopted", "shop");
  const pulumi = (...args: string[]): Promise<CommandResult> =>
    executeIn(folder(), "pulumi", args, environment);
  const summaryOf = async () => {
    const { stdout } = mustSucceed(
      await pulumi("preview", "--stack", "shop", "--policy-pack", "../../policies", "--json"),
    );
    return (JSON.parse(stdout) as { changeSummary: Record<string, number> }).changeSummary;
  };

  test("only reads until it is confirmed, and writes nothing when something is missing", async () => {
    const asked = await seaworthy("adopt", "shop", ...wanted);
    expect(asked.code).toBe(2);
    expect(asked.stdout).toContain("Ruleset http-request-firewall-custom");
    expect(asked.stderr).toContain("add --yes. Nothing was changed.");
    const none = await seaworthy("adopt", "shop", "--redis", "nobody", "--yes");
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("nobody");
    expect(existsSync(folder())).toBe(false);
  });

  test("writes a program, and lists what is not ready by worth", async () => {
    const { stdout } = mustSucceed(await seaworthy("adopt", "shop", ...wanted, "--yes"));
    const gains = [...stdout.matchAll(/^ {2}\+(\d+\.\d) /gm)].map(([, gain]) => Number(gain));
    expect(gains.length).toBeGreaterThan(5);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(stdout).toContain("ssl_not_enforced");
    const files = ["cloudflare.ts", "supabase.ts", "sentry.ts", "upstash.ts"];
    const text = files.map((file) => readFileSync(join(folder(), file), "utf8")).join("\n");
    expect(text).not.toMatch(/secret"|password|jwt_secret/i);
    for (const secret of [environment.CLOUDFLARE_API_TOKEN, environment.SENTRY_AUTH_TOKEN])
      expect(text).not.toContain(String(secret));
    expect((await seaworthy("adopt", "shop", ...wanted, "--yes")).stderr).toContain("exists");
  });

  test("passes a check by its waivers, and fails without them", async () => {
    const check = (...more: string[]) =>
      seaworthy("check", "shop", "--program", "adopted/shop", ...more);
    mustSucceed(await check());
    expect((await check("--no-waivers")).code).toBe(1);
  });

  test("its first preview changes nothing, and after one up nothing is left to do", async () => {
    mustSucceed(await pulumi("stack", "init", "shop"));
    const { create, ...rest } = await summaryOf();
    expect(create).toBe(1); // the stack itself
    expect(Object.keys(rest)).toEqual(["import"]);
    mustSucceed(await pulumi("up", "--stack", "shop", "--yes", "--policy-pack", "../../policies"));
    expect(Object.keys(await summaryOf())).toEqual(["same"]);
    const { stdout } = mustSucceed(await cloud.seaworthy("drift", "local"));
    expect(stdout).toMatch(/ 0 drifted, 0 not read/);
  });
});
