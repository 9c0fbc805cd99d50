import type { Environment } from "@seaworthy/core/environment";
import { createVendorClient } from "@seaworthy/core/http";
import { accountId, zoneId } from "@seaworthy/local/cloudflare/api/ids";
import { createCloudflare } from "@seaworthy/local/cloudflare/api/index";
import { localAccountEmail } from "@seaworthy/local/kernel/tokens";
import { createSentry } from "@seaworthy/local/sentry/api/index";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAccounts } from "./check-accounts.ts";
import { checkCloudflare } from "./cloudflare.ts";
import { makeHostnameRecord } from "./dns-record.ts";
import { type Finding, renderFindings } from "./finding.ts";
import { checkSentry, checkSupabase, checkUpstash } from "./others.ts";
import type { StackAccounts } from "./stack-accounts.ts";

let cloud: TestCloud;
let environment: Environment;
const accounts: StackAccounts = {
  cloudflare: { accountId, zoneId, hostname: "api.localhost" },
  supabase: { organization: "seaworthy-local" },
  sentry: { organization: "seaworthy-local" },
};

beforeAll(async () => {
  const vendors = [createCloudflare, createSupabase, createSentry, createUpstash];
  cloud = await startTestCloud({ vendors });
  const { control, tokens } = cloud;
  environment = {
    ...{ CLOUDFLARE_BASE_URL: control.cloudflare, CLOUDFLARE_API_TOKEN: tokens.cloudflare },
    ...{ SUPABASE_API_ENDPOINT: control.supabase, SUPABASE_ACCESS_TOKEN: tokens.supabase },
    ...{ SENTRY_BASE_URL: control.sentry, SENTRY_AUTH_TOKEN: tokens.sentry },
    ...{ UPSTASH_API_URL: control.upstash, UPSTASH_EMAIL: localAccountEmail },
    UPSTASH_API_KEY: tokens.upstash,
  };
});
afterAll(() => cloud?.close());

const said = (findings: readonly Finding[], status: Finding["status"]) =>
  findings.filter((finding) => finding.status === status).map(({ what }) => what);

/** A vendor whose token lacks permission for matching calls. */
function limited(
  vendor: "cloudflare" | "supabase" | "sentry" | "upstash",
  refuses: (method: string, path: string) => boolean,
  answers: (path: string) => unknown = () => undefined,
) {
  const headers = {
    cloudflare: `Bearer ${cloud.tokens.cloudflare}`,
    supabase: `Bearer ${cloud.tokens.supabase}`,
    sentry: `Bearer ${cloud.tokens.sentry}`,
    upstash: `Basic ${Buffer.from(`${localAccountEmail}:${cloud.tokens.upstash}`).toString("base64")}`,
  };
  const baseUrl = cloud.control[vendor];
  return createVendorClient({
    ...{ vendor, baseUrl, headers: { authorization: headers[vendor] } },
    fetch: async (input, init) => {
      const path = String(input).slice(baseUrl.length);
      if (refuses(init?.method ?? "GET", path))
        return Response.json({ errors: [{ code: 10000 }] }, { status: 403 });
      const answer = answers(path);
      return answer === undefined ? fetch(input, init) : Response.json(answer);
    },
  });
}

describe("accounts", () => {
  it("are checked without changing anything, and what is missing is named", async () => {
    const findings = await checkAccounts(accounts, environment);
    expect(said(findings, "failed")).toEqual([]);
    expect(said(findings, "warning")).toEqual(["api.localhost has no DNS record"]);
    expect(said(findings, "ok").length).toBeGreaterThan(12);
    const again = await checkAccounts(accounts, environment);
    expect(again).toEqual(findings);
    expect(renderFindings(findings)).not.toContain(cloud.tokens.cloudflare);
  });

  it("with an invalid token say which, per vendor", async () => {
    const wrong = {
      ...environment,
      ...{ CLOUDFLARE_API_TOKEN: "x", SUPABASE_ACCESS_TOKEN: "x", SENTRY_AUTH_TOKEN: "x" },
      UPSTASH_API_KEY: "x",
    };
    expect(said(await checkAccounts(accounts, wrong), "failed")).toEqual([
      "CLOUDFLARE_API_TOKEN is not valid",
      "SUPABASE_ACCESS_TOKEN is not valid",
      "SENTRY_AUTH_TOKEN is not valid",
      "UPSTASH_EMAIL and UPSTASH_API_KEY are not valid",
    ]);
  });

  it("that cannot be checked do not hide the others", async () => {
    const findings = await checkAccounts(accounts, {
      ...environment,
      SENTRY_BASE_URL: "http://127.0.0.1:1/api/",
    });
    expect(said(findings, "failed")).toEqual(["could not be asked"]);
    expect(said(findings, "ok").length).toBeGreaterThan(9);
  });
});

describe("a Cloudflare token", () => {
  const lacking = async (refuses: Parameters<typeof limited>[1], wanted = accounts.cloudflare) =>
    said(await checkCloudflare(limited("cloudflare", refuses), wanted), "failed");

  it.each([
    ["/dns_records", "the token lacks Zone · DNS · Edit"],
    ["/workers/routes", "the token lacks Zone · Workers Routes · Edit"],
    ["/settings/", "the token lacks Zone · Zone Settings · Edit"],
    ["/hyperdrive/", "the token lacks Account · Hyperdrive · Edit"],
    ["/workers/workers", "the token lacks Account · Workers Scripts · Edit"],
  ])("with only read access to %s is reported to lack it", async (part, message) => {
    expect(await lacking((method, path) => method !== "GET" && path.includes(part))).toEqual([
      message,
    ]);
  });

  it("that does not see the zone, or sees another account's zone, is reported", async () => {
    const nowhere = { ...accounts.cloudflare, zoneId: "0".repeat(32) };
    expect(await lacking(() => false, nowhere)).toEqual([
      `zone ${"0".repeat(32)} is not there, or the token lacks Zone · Zone · Read`,
    ]);
    const elsewhere = { zoneId, accountId: "other", hostname: "api.example.com" };
    expect(await lacking(() => false, elsewhere)).toEqual(
      expect.arrayContaining([
        "api.example.com does not lie in zone localhost",
        `zone localhost belongs to account ${accountId}`,
      ]),
    );
  });

  it("finds a zone that is not active", async () => {
    const zone = { name: "localhost", status: "pending", account: { id: accountId } };
    const pending = limited(
      "cloudflare",
      () => false,
      (path) => (path === `/zones/${zoneId}` ? { result: zone } : undefined),
    );
    expect(said(await checkCloudflare(pending, accounts.cloudflare), "failed")).toEqual([
      "zone localhost is pending",
    ]);
  });

  it("finds rules that no program declared, and a record that is there", async () => {
    const client = limited("cloudflare", () => false);
    const rule = { action: "block", expression: 'http.request.uri.path eq "/x"' };
    const phase = `/zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`;
    await client.request("PUT", phase, { rules: [rule] });
    await makeHostnameRecord(client, zoneId, "api.localhost");
    const findings = await checkCloudflare(client, accounts.cloudflare);
    expect(said(findings, "warning")).toEqual([
      "phase http_request_firewall_custom has 1 rule of another origin",
    ]);
    expect(said(findings, "ok")).toContain("DNS record of api.localhost");
    await client.request("PUT", phase, { rules: [{ ...rule, ref: "own" }] });
    expect(said(await checkCloudflare(client, accounts.cloudflare), "warning")).toEqual([]);
  });
});

describe("the other vendors' tokens", () => {
  it("may lack permissions, or belong to another organization", async () => {
    const reads = (method: string) => method !== "GET";
    const supabase = limited("supabase", reads);
    expect(said(await checkSupabase(supabase, accounts.supabase), "failed")).toEqual([
      "the token may not change projects",
    ]);
    expect(said(await checkUpstash(limited("upstash", reads)), "failed")).toEqual([
      "the key may only read",
    ]);
    const few = { auth: { scopes: ["org:read", "team:admin", "project:write", "alerts:write"] } };
    const sentry = limited(
      "sentry",
      () => false,
      (path) => (/^\/?0\/$/.test(path) ? few : undefined),
    );
    expect(said(await checkSentry(sentry, { organization: "nope" }), "failed")).toEqual([
      "the token lacks project:admin, project:releases, event:read",
      "organization nope is not there for this token",
    ]);
    const other = await checkSupabase(supabase, { organization: "nope" });
    expect(said(other, "failed")).toEqual(["organization nope is not there for this token"]);
  });

  it("may belong to an organization whose plan is too small", async () => {
    const client = limited("supabase", () => false);
    const wanted = { organization: "seaworthy-local", instanceSize: "large" };
    expect(said(await checkSupabase(client, wanted), "warning")).toEqual([
      "organization seaworthy-local is on the free plan, which has no instance size large",
    ]);
  });
});
