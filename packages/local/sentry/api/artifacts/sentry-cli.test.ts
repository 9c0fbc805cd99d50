import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { SentryCli } from "@sentry/cli";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type DeclaredProject,
  errorEvent,
  sendEvent,
  startTestSentry,
  type TestSentry,
} from "../testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
let folder: string;
beforeAll(async () => {
  sentry = await startTestSentry();
  project = await sentry.declareProject("app");
  folder = mkdtempSync(join(tmpdir(), "sea-cli-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sentry.close();
});

const cli = async (...args: string[]) => {
  const port = sentry.cloud.context.ports.all()["sentry.api"];
  const { stdout } = await promisify(execFile)(SentryCli.getPath(), args, {
    cwd: folder,
    env: {
      HOME: folder,
      SENTRY_URL: `http://127.0.0.1:${port}`,
      SENTRY_AUTH_TOKEN: sentry.cloud.tokens.sentry,
      SENTRY_ORG: "seaworthy-local",
      SENTRY_PROJECT: "app",
      SENTRY_DISABLE_UPDATE_CHECK: "true",
    },
  });
  return stdout;
};

/** Runs the bundle and reports the error it throws as an SDK does; returns the top frame. */
async function thrownAt(n: number, debugId?: string) {
  const file = join(folder, "dist/index.js");
  const injected = /debugId=([0-9a-f-]{36})/.exec(readFileSync(file, "utf8"))?.[1];
  const script = `import { readFeed } from ${JSON.stringify(pathToFileURL(file).href)};
    try { readFeed({ n: ${n} }); } catch (thrown) { console.log(thrown.stack); }`;
  const { stdout: stack } = await promisify(execFile)(process.execPath, [
    ...["--input-type=module", "--eval", script],
  ]);
  const [, line, column] = /index\.js:(\d+):(\d+)/.exec(stack) ?? [];
  const frame = {
    filename: file,
    function: "readFeed",
    lineno: Number(line),
    colno: Number(column),
  };
  const event = errorEvent({
    exception: { values: [{ type: "RangeError", value: "x", stacktrace: { frames: [frame] } }] },
    debug_meta: {
      images: [{ type: "sourcemap", code_file: file, debug_id: debugId ?? injected ?? "" }],
    },
  });
  expect((await sendEvent(project.dsn, event)).status).toBe(200);
  const path = `projects/seaworthy-local/app/events/${event.event_id}/json/`;
  const { body } = await sentry.call<{
    exception: { values: { stacktrace: { frames: Record<string, unknown>[] } }[] };
  }>("GET", path);
  return { frame: body.exception.values[0]?.stacktrace.frames.at(-1) };
}

describe("sentry-cli", () => {
  it("knows its user, and lists projects, issues and events", async () => {
    await sendEvent(project.dsn, errorEvent());
    expect(await cli("info")).toContain(`http://127.0.0.1`);
    expect(await cli("projects", "list")).toContain("app");
    expect(await cli("organizations", "list")).toContain("seaworthy-local");
    expect(await cli("issues", "list")).toContain("cannot read the feed");
    expect(await cli("events", "list")).toContain("cannot read the feed");
  });

  it("creates, finalizes, deploys, archives and deletes a release", async () => {
    await cli("releases", "new", "v1");
    await cli("releases", "finalize", "v1");
    await cli("deploys", "new", "--release", "v1", "-e", "production");
    expect(await cli("deploys", "list", "--release", "v1")).toContain("production");
    expect(await cli("releases", "list")).toContain("v1");
    const read = await sentry.call("GET", "organizations/seaworthy-local/releases/v1/");
    expect(read.body).toMatchObject({ deployCount: 1, dateReleased: expect.any(String) });
    await cli("releases", "archive", "v1");
    expect(
      (await sentry.call("GET", "organizations/seaworthy-local/releases/v1/")).body.status,
    ).toBe("archived");
    await cli("releases", "delete", "v1");
    expect((await sentry.call("GET", "organizations/seaworthy-local/releases/v1/")).status).toBe(
      404,
    );
  });

  it("uploads source maps, and an issue then names source lines", async () => {
    writeFileSync(
      join(folder, "feed.ts"),
      'interface Feed { n: number }\nexport function readFeed(feed: Feed): void {\n  if (feed.n === 1) throw new RangeError("first");\n  throw new RangeError("second");\n}\n',
    );
    await build({
      entryPoints: [join(folder, "feed.ts")],
      outfile: join(folder, "dist/index.js"),
      ...{ bundle: true, minify: true, format: "esm", sourcemap: true, keepNames: true },
    });
    await cli("sourcemaps", "inject", "dist");
    await cli("sourcemaps", "upload", "--release", "v2", "dist");
    expect((await thrownAt(1)).frame).toMatchObject({
      filename: "feed.ts",
      function: "readFeed",
      lineno: 3,
      context_line: expect.stringContaining('throw new RangeError("first")'),
      pre_context: expect.arrayContaining(["export function readFeed(feed: Feed): void {"]),
      in_app: true,
    });
    expect((await thrownAt(2)).frame).toMatchObject({ filename: "feed.ts", lineno: 4 });
    const issues = await sentry.call<{ culprit: string; metadata: { filename: string } }[]>(
      "GET",
      "projects/seaworthy-local/app/issues/?query=error.type:RangeError",
    );
    expect(issues.body.map(({ metadata }) => metadata.filename)).toEqual(["feed.ts", "feed.ts"]);
    expect((await thrownAt(2, "00000000-0000-4000-8000-000000000000")).frame).toMatchObject({
      filename: join(folder, "dist/index.js"),
    });
  });

  it("gets a named refusal for what is not served", async () => {
    await expect(cli("releases", "set-commits", "v1", "--auto")).rejects.toThrow(
      "not implemented by the local cloud",
    );
  });
});
