import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { looksForScrubbing } from "./data-scrubbing.ts";

/** What Sentry answers, by path. */
const answers = new Map<string, object>();
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers.get(request.url ?? "");
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer ?? { detail: "Not found" }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
beforeEach(() => answers.clear());
afterAll(() => void server.close());

const key = { type: "sentry:index/key:Key", name: "one", id: "1", outputs: {} };
const declared = [
  { ...key, inputs: { organization: "acme", project: "shop" } },
  { ...key, inputs: { organization: "acme", project: "shop" } },
];
const on = { dataScrubber: true, dataScrubberDefaults: true };

function looks() {
  const { port } = server.address() as AddressInfo;
  return looksForScrubbing(declared, {
    ...{ SENTRY_BASE_URL: `http://127.0.0.1:${port}/api/`, SENTRY_AUTH_TOKEN: "sntrys_test" },
  });
}
const found = async () => (await Promise.all(looks().map(({ look }) => look()))).flat();

test("a project that scrubs is in order, and read once for all its keys", async () => {
  answers.set("/api/0/projects/acme/shop/", on);
  expect(looks()).toHaveLength(1);
  expect(await found()).toEqual([]);
});

test("scrubbing that was turned off is reported with what to do", async () => {
  answers.set("/api/0/projects/acme/shop/", { ...on, dataScrubber: false });
  answers.set("/api/0/organizations/acme/", { dataScrubber: false, dataScrubberDefaults: false });
  expect(await found()).toEqual([
    expect.objectContaining({
      ...{ kind: "undeclared", name: "shop", path: "dataScrubber" },
      todo: "turn Data Scrubber on in the project's settings, under Security & Privacy",
    }),
  ]);
});

test("an organization that requires it is enough", async () => {
  answers.set("/api/0/projects/acme/shop/", { dataScrubber: false, dataScrubberDefaults: false });
  answers.set("/api/0/organizations/acme/", on);
  expect(await found()).toEqual([]);
});

test("an answer without the settings is not taken for scrubbing", async () => {
  answers.set("/api/0/projects/acme/shop/", {});
  await expect(found()).rejects.toThrow("dataScrubber");
});
