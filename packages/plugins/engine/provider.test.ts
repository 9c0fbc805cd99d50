import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { sentryTable } from "../sentry/table.ts";
import { createPackage } from "./provider.ts";

/** A server that records its requests. */
async function listen(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ id: "1", slug: "crew", name: "crew" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/api/`,
    asked,
  };
}

const team = "sentry:index/team:Team";
const read = {
  id: "crew",
  inputs: { organization: "o", name: "crew", slug: "crew" },
  outputs: { organization: "o" },
};

test("the stack's configuration overrides the environment", async () => {
  const { url, asked } = await listen();
  const environment = {
    SENTRY_BASE_URL: "http://127.0.0.1:1/",
    SENTRY_AUTH_TOKEN: "from-environment",
  };
  const { resources } = createPackage(sentryTable, environment).configure({
    baseUrl: url,
    token: "from-config",
  });
  await resources[team]?.read(read);
  expect(asked).toEqual(["GET /api/0/teams/o/crew/ Bearer from-config"]);
});

test("the environment applies where the configuration is silent", async () => {
  const { url, asked } = await listen();
  const { resources } = createPackage(sentryTable, {
    SENTRY_BASE_URL: url,
    SENTRY_AUTH_TOKEN: "from-environment",
  }).configure({
    token: "",
  });
  await resources[team]?.read(read);
  expect(asked).toEqual(["GET /api/0/teams/o/crew/ Bearer from-environment"]);
});

test("everything that is missing is reported at once, with key and variable", () => {
  const configure = () => createPackage(sentryTable, {}).configure({});
  expect(configure).toThrow(
    /sentry:baseUrl \(or SENTRY_BASE_URL: .*\) and sentry:token \(or SENTRY_AUTH_TOKEN: /,
  );
});

test("an invalid address is refused without a call", () => {
  const configure = () =>
    createPackage(sentryTable, { SENTRY_AUTH_TOKEN: "t" }).configure({ baseUrl: "not a url" });
  expect(configure).toThrow("sentry:baseUrl (or SENTRY_BASE_URL) is not a URL.");
});

test("an unknown setting is refused by name, and the engine's own are not", () => {
  const { failures } = createPackage(sentryTable, {}).checkConfig({
    version: "0.15.4",
    team: "x",
    baseUrl: "http://localhost",
  });
  expect(failures.map(({ property }) => property)).toEqual(["team"]);
});
