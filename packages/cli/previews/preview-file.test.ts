import { readFileSync } from "node:fs";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { previewFile, previewIn } from "./preview-file.ts";
import { isPreviewName, requirePreviewName } from "./preview-name.ts";

const staging = readFileSync(findProject().stackFile("staging"), "utf8");
const made = (text: string) => previewFile({ name: "pr-123", base: "staging", text });
const configOf = (text: string) => parse(made(text)).config as Record<string, unknown>;

test("a preview has its own name and host, shares the zone, and keeps the base's other keys", () => {
  const config = configOf(staging);
  expect(config).toMatchObject({
    "seaworthy:environment": "staging",
    "seaworthy:preview": { name: "pr-123", of: "staging" },
    "seaworthy:edge": { hostname: "pr-123.api.staging.seaworthy.dev", zone: "shared" },
    "seaworthy:cache": parse(staging).config["seaworthy:cache"],
  });
  expect(config).not.toHaveProperty("seaworthy:rollout");
  expect(previewIn(made(staging))).toBe("pr-123");
  expect(previewIn(staging)).toBeUndefined();
});

test("nothing secret, no login, and nothing that reaches people is copied", () => {
  const secrets = [
    "encryptionsalt: v1:base",
    "secretsprovider: awskms://alias/base",
    staging,
    "  cloudflare:apiToken:",
    "    secure: v1:token",
    "  sentry:token: plain-token",
    "  seaworthy:upstashApiKey:",
    "    secure: v1:key",
  ].join("\n");
  const text = made(
    secrets
      .replace("    adapter: noop", "    adapter: resend")
      .replace("thirdParty: []", "thirdParty: [stripe]")
      .replace(
        "region: eu-central-1",
        "region: eu-central-1\n      password:\n        secure: v1:p",
      ),
  );
  expect(text).not.toMatch(
    /v1:|secure|secretsprovider|plain-token|apiToken|upstashApiKey|password/,
  );
  expect(parse(text).config).toMatchObject({
    "seaworthy:mail": { adapter: "noop" },
    "seaworthy:secrets": { thirdParty: [] },
  });
});

test("a mail sink, which stores mails on this machine, is kept", () => {
  const local = readFileSync(findProject().stackFile("local"), "utf8");
  expect(configOf(local)["seaworthy:mail"]).toMatchObject({ adapter: "sink" });
});

test.each([
  [/environment: staging/, "environment: prod", "it belongs to production"],
  [/environment: staging/, "environment:\n    secure: v1:x", "it belongs to production"],
  [/organization: seaworthy\n/, "ref: abcdefghijklmnopqrst\n", "existing Supabase project"],
  [/hostname: .*/, "", "seaworthy:edge.hostname is missing"],
  [/config:/, "config: [", "not valid YAML"],
  [/config:/, "config:\n  seaworthy:preview: { name: pr-1, of: x }", "a preview itself"],
])("%s replaced by %j is no base", (key, by, why) => {
  expect(() => made(staging.replace(key, by))).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining(why) }),
  );
});

test.each(["pr-123", "feature-x", "a"])("%s can be a preview's name", (name) => {
  expect(isPreviewName(name)).toBe(true);
  expect(() => requirePreviewName(name)).not.toThrow();
});

test.each([
  "prod",
  "production",
  "staging",
  "local",
  "live",
  "PR-1",
  "1",
  "-a",
  "a-",
  "../x",
  "a b",
])("%s cannot", (name) => {
  expect(isPreviewName(name)).toBe(false);
  expect(() => requirePreviewName(name)).toThrow(expect.objectContaining({ code: "USAGE" }));
});
