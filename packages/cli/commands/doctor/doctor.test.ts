import { afterEach, expect, test, vi } from "vitest";
import { runCommand } from "../../testing/run-command.ts";

afterEach(() => vi.unstubAllEnvs());

test("lists the tools of this machine, each with how to install it if it is missing", async () => {
  const { code, stdout } = await runCommand("doctor", "--json");
  const findings = JSON.parse(stdout) as { name: string; status: string; fix?: string }[];
  expect(findings.map(({ name }) => name)).toContain("Node.js");
  const missing = findings.filter(({ status }) => status !== "ok");
  expect(missing.filter(({ fix }) => !fix)).toEqual([]);
  expect(code).toBe(missing.length === 0 ? 0 : 1);
});

test("names each token that a stack needs and does not have", async () => {
  for (const name of ["CLOUDFLARE_API_TOKEN", "SUPABASE_ACCESS_TOKEN", "SENTRY_AUTH_TOKEN"])
    vi.stubEnv(name, undefined);
  const { code, stdout } = await runCommand("doctor", "prod", "--json");
  expect(code).toBe(1);
  expect(stdout).toContain("CLOUDFLARE_API_TOKEN is not set");
});

test("checks no accounts for the local stack, which needs none", async () => {
  const { code, stdout, stderr } = await runCommand("doctor", "local");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe("error USAGE: Stack local needs no accounts. Type: npx seaworthy doctor\n");
});
