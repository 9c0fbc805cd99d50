import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestSentry, type TestSentry } from "../testing.ts";

let sentry: TestSentry;
beforeAll(async () => {
  sentry = await startTestSentry();
});
afterAll(() => sentry.close());

const teams = "organizations/seaworthy-local/teams/";

describe("teams", () => {
  it("creates, reads, changes and deletes", async () => {
    const made = await sentry.call("POST", teams, { name: "Deck", slug: "deck" });
    expect([made.status, made.body.slug, made.body.name]).toEqual([201, "deck", "Deck"]);
    expect(
      (await sentry.call("PUT", "teams/seaworthy-local/deck/", { name: "Deck crew" })).body,
    ).toMatchObject({
      id: made.body.id,
      name: "Deck crew",
      slug: "deck",
    });
    expect((await sentry.call("GET", "teams/seaworthy-local/deck/")).body.name).toBe("Deck crew");
    expect((await sentry.call("DELETE", "teams/seaworthy-local/deck/")).status).toBe(204);
    expect((await sentry.call("GET", "teams/seaworthy-local/deck/")).body).toEqual({
      detail: "The requested resource does not exist",
    });
  });

  it("refuses a duplicate slug, an invalid slug, an unknown field, and a missing name", async () => {
    await sentry.call("POST", teams, { name: "Engine", slug: "engine" });
    const twice = await sentry.call("POST", teams, { name: "Engine", slug: "engine" });
    expect([twice.status, twice.body.detail]).toEqual([
      409,
      "A team with this slug already exists.",
    ]);
    expect(
      (await sentry.call("POST", teams, { name: "x", slug: "Upper Case" })).body,
    ).toHaveProperty("slug");
    expect(await sentry.call("POST", teams, { name: "x", colour: "red" })).toMatchObject({
      status: 400,
      body: { colour: ["This field is not known to the local cloud."] },
    });
    expect(await sentry.call("POST", teams, {})).toMatchObject({
      status: 400,
      body: { slug: ["Name or slug is required."] },
    });
    expect(
      (await sentry.call<{ slug: string }[]>("GET", teams)).body.map(({ slug }) => slug),
    ).toEqual(["engine"]);
  });

  it("derives a slug from the name, and another if that is taken", async () => {
    const first = await sentry.call("POST", teams, { name: "Bilge Pümps & co" });
    const second = await sentry.call("POST", teams, { name: "Bilge Pümps & co" });
    expect(first.body.slug).toBe("bilge-pu-mps-co");
    expect(second.body.slug).toMatch(/^bilge-pu-mps-co-[0-9a-f]{4}$/);
  });

  it("paginates by Link header until there is no next page", async () => {
    const names = Array.from({ length: 5 }, (_, index) => `page-${index}`);
    for (const name of names) await sentry.call("POST", teams, { name });
    const seen: string[] = [];
    let path: string | undefined = `${teams}?per_page=2`;
    while (path) {
      const { headers, body }: { headers: Headers; body: { slug: string }[] } = await sentry.call<
        { slug: string }[]
      >("GET", path);
      seen.push(...body.map(({ slug }) => slug));
      const next: RegExpExecArray | null =
        /cursor=([^>&]+)>; rel="next"; results="(true|false)"/.exec(headers.get("link") ?? "");
      path = next?.[2] === "true" ? `${teams}?per_page=2&cursor=${next[1]}` : undefined;
    }
    const all = await sentry.call<{ slug: string }[]>("GET", teams);
    expect(seen).toEqual(all.body.map(({ slug }) => slug));
    expect(all.headers.get("link")).toMatch(/rel="next"; results="false"; cursor="0:100:0"$/);
    expect((await sentry.call("GET", `${teams}?cursor=nonsense`)).status).toBe(400);
  });
});
