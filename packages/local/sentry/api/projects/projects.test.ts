import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorEvent, sendEvent, startTestSentry, type TestSentry } from "../testing.ts";

let sentry: TestSentry;
beforeAll(async () => {
  sentry = await startTestSentry();
  await sentry.call("POST", "organizations/seaworthy-local/teams/", { name: "Crew", slug: "crew" });
});
afterAll(() => sentry.close());

const make = (body: unknown) => sentry.call("POST", "teams/seaworthy-local/crew/projects/", body);

interface ProjectAnswer {
  readonly options: Record<string, unknown>;
  readonly teams: { slug: string }[];
  readonly [field: string]: unknown;
}

describe("projects", () => {
  it("returns what the Terraform provider needs: texts for filters, teams, digests, resolveAge", async () => {
    await make({ name: "needs", slug: "needs", platform: "node-cloudflare-workers" });
    const { body } = await sentry.call<ProjectAnswer>("GET", "projects/seaworthy-local/needs/");
    for (const name of ["filters:blacklisted_ips", "filters:releases", "filters:error_messages"])
      expect(body.options[name]).toBe("");
    expect(body).toMatchObject({
      fingerprintingRules: "",
      groupingEnhancements: "",
      digestsMinDelay: 300,
      digestsMaxDelay: 1800,
      resolveAge: 0,
    });
    expect(body.teams.map(({ slug }) => slug)).toEqual(["crew"]);
  });

  it("returns every setting that it was sent, so that a refresh shows no change", async () => {
    await make({ name: "kept", slug: "kept" });
    const sent = {
      ...{
        name: "Kept",
        slug: "kept",
        platform: "javascript",
        digestsMinDelay: 120,
        digestsMaxDelay: 600,
        resolveAge: 72,
        highlightTags: ["request_id"],
      },
      ...{
        fingerprintingRules: "error.type:X -> x",
        allowedDomains: ["example.com"],
        scrapeJavaScript: false,
        securityToken: "t",
        securityTokenHeader: "X-T",
        verifySSL: true,
      },
      options: {
        "filters:releases": "1.*\n2.*",
        "filters:error_messages": "*ignored*",
        "filters:blacklisted_ips": "10.0.0.1",
      },
    };
    const changed = await sentry.call("PUT", "projects/seaworthy-local/kept/", sent);
    expect(changed.status).toBe(200);
    expect((await sentry.call("GET", "projects/seaworthy-local/kept/")).body).toMatchObject(sent);
  });

  it("refuses a duplicate slug, an unknown team, field and option, and changes nothing", async () => {
    await make({ name: "once", slug: "once" });
    expect(await make({ name: "once", slug: "once" })).toMatchObject({
      status: 409,
      body: { detail: "A project with this slug already exists." },
    });
    expect(
      (await sentry.call("POST", "teams/seaworthy-local/nobody/projects/", { name: "x" })).status,
    ).toBe(404);
    const before = (await sentry.call("GET", "projects/seaworthy-local/once/")).body;
    expect(
      await sentry.call("PUT", "projects/seaworthy-local/once/", {
        name: "Changed",
        isBetaFeature: true,
      }),
    ).toMatchObject({
      status: 400,
      body: { isBetaFeature: expect.any(Array) },
    });
    expect(
      (
        await sentry.call("PUT", "projects/seaworthy-local/once/", {
          options: { "sentry:unheard_of": 1 },
        })
      ).body,
    ).toHaveProperty(["options.sentry:unheard_of"]);
    expect((await sentry.call("GET", "projects/seaworthy-local/once/")).body).toEqual(before);
    expect(await make({ name: "ruled", default_rules: true })).toMatchObject({
      status: 501,
      body: { detail: expect.stringContaining("default_rules") },
    });
  });

  it("creates the Default key and the two monitors that Sentry creates", async () => {
    const { body } = await make({ name: "defaults", slug: "defaults" });
    const keys = await sentry.call<{ name: string }[]>(
      "GET",
      "projects/seaworthy-local/defaults/keys/",
    );
    expect(keys.body.map(({ name }) => name)).toEqual(["Default"]);
    const detectors = await sentry.call<{ type: string }[]>(
      "GET",
      `organizations/seaworthy-local/detectors/?project=${String(body.id)}`,
    );
    expect(detectors.body.map(({ type }) => type)).toEqual(["error", "issue_stream"]);
  });

  it("adds and removes teams", async () => {
    await make({ name: "shared", slug: "shared" });
    await sentry.call("POST", "organizations/seaworthy-local/teams/", { name: "second" });
    const added = await sentry.call<ProjectAnswer>(
      "POST",
      "projects/seaworthy-local/shared/teams/second/",
    );
    expect([added.status, added.body.teams.map(({ slug }) => slug)]).toEqual([
      201,
      ["crew", "second"],
    ]);
    const removed = await sentry.call<ProjectAnswer>(
      "DELETE",
      "projects/seaworthy-local/shared/teams/crew/",
    );
    expect(removed.body.teams.map(({ slug }) => slug)).toEqual(["second"]);
    await sentry.call("DELETE", "teams/seaworthy-local/second/");
    expect(
      (await sentry.call<ProjectAnswer>("GET", "projects/seaworthy-local/shared/")).body.teams,
    ).toEqual([]);
  });

  it("is deleted with everything: an event for it is refused, and a new one with its slug starts empty", async () => {
    const first = await sentry.declareProject("reborn");
    await sendEvent(first.dsn, errorEvent());
    expect((await sentry.call("DELETE", "projects/seaworthy-local/reborn/")).status).toBe(204);
    expect((await sendEvent(first.dsn, errorEvent())).status).toBe(403);
    await make({ name: "reborn", slug: "reborn" });
    expect((await sentry.call("GET", "projects/seaworthy-local/reborn/issues/")).body).toEqual([]);
    expect(
      (await sentry.call("GET", "projects/seaworthy-local/reborn/seaworthy-outcomes/")).body,
    ).toEqual([]);
  });

  it("loses no concurrent change", async () => {
    await make({ name: "busy", slug: "busy" });
    const filters = ["browser-extensions", "localhost"].map((id) =>
      sentry.call("PUT", `projects/seaworthy-local/busy/filters/${id}/`, { active: true }),
    );
    const spike = sentry.call("DELETE", "organizations/seaworthy-local/spike-protections/", {
      projects: ["busy"],
    });
    const settings = sentry.call("PUT", "projects/seaworthy-local/busy/", {
      resolveAge: 24,
      options: { "filters:releases": "1.*" },
    });
    await Promise.all([...filters, spike, settings]);
    const { body } = await sentry.call<ProjectAnswer>("GET", "projects/seaworthy-local/busy/");
    expect(body).toMatchObject({
      resolveAge: 24,
      options: { "filters:releases": "1.*", "quotas:spike-protection-disabled": true },
    });
    const active = (
      await sentry.call<{ id: string; active: unknown }[]>(
        "GET",
        "projects/seaworthy-local/busy/filters/",
      )
    ).body.filter((filter) => filter.active === true);
    expect(active.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["browser-extensions", "localhost"]),
    );
  });

  it("shows spike protection in the project's options", async () => {
    await make({ name: "spiky", slug: "spiky" });
    const shown = async () =>
      (await sentry.call<ProjectAnswer>("GET", "projects/seaworthy-local/spiky/")).body.options[
        "quotas:spike-protection-disabled"
      ];
    expect(
      (
        await sentry.call("DELETE", "organizations/seaworthy-local/spike-protections/", {
          projects: ["spiky"],
        })
      ).status,
    ).toBe(200);
    expect(await shown()).toBe(true);
    expect(
      (
        await sentry.call("POST", "organizations/seaworthy-local/spike-protections/", {
          projects: ["spiky"],
        })
      ).status,
    ).toBe(201);
    expect(await shown()).toBe(false);
    expect(
      (
        await sentry.call("POST", "organizations/seaworthy-local/spike-protections/", {
          projects: ["spiky", "nowhere"],
        })
      ).status,
    ).toBe(400);
  });
});
