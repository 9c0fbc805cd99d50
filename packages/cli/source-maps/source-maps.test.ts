import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defined } from "@seaworthy/core/defined";
import { createSentry } from "@seaworthy/local/sentry/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { debugIdOf, withDebugId } from "@seaworthy/platform/bundle/debug-id";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { artifactBundle } from "./artifact-bundle.ts";
import { uploadBundle } from "./upload.ts";

let cloud: TestCloud;
let folder: string;
const organization = "seaworthy-local";
const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const response = await fetch(`${cloud.control.sentry}0/${path}`, {
    method,
    headers: { authorization: `Bearer ${cloud.tokens.sentry}`, connection: "close" },
    ...defined({ body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
};
beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSentry] });
  folder = mkdtempSync(join(tmpdir(), "sea-maps-"));
  await call("POST", `organizations/${organization}/teams/`, { slug: "crew" });
  await call("POST", `teams/${organization}/crew/projects/`, { name: "app" });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud.close();
});

/** Bundled like the app's Worker. */
async function bundled(source: string) {
  writeFileSync(join(folder, "ship.ts"), source);
  const { outputFiles } = await build({
    entryPoints: [join(folder, "ship.ts")],
    outfile: join(folder, "dist/index.js"),
    ...{ bundle: true, minify: true, format: "esm", sourcemap: "external", write: false },
  });
  const [map, code] = outputFiles;
  return withDebugId(code?.contents ?? new Uint8Array(), map?.contents ?? new Uint8Array());
}

/** What an SDK sends for an error that the bundle throws. */
async function send(code: Uint8Array): Promise<void> {
  const file = join(folder, "index.mjs");
  writeFileSync(file, code);
  const script = `import { sail } from ${JSON.stringify(pathToFileURL(file).href)};
    let stack; try { sail(); } catch (thrown) { stack = thrown.stack; }
    console.log(JSON.stringify({ stack, ids: globalThis._sentryDebugIds }));`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script]);
  const { stack, ids } = JSON.parse(String(printed)) as { stack: string; ids: object };
  const [, line, column] = /index\.mjs:(\d+):(\d+)/.exec(stack) ?? [];
  const [debug_id] = Object.values(ids);
  const frame = { filename: "index.js", lineno: Number(line), colno: Number(column) };
  const event = {
    exception: { values: [{ type: "Error", value: "x", stacktrace: { frames: [frame] } }] },
    debug_meta: { images: [{ type: "sourcemap", code_file: "index.js", debug_id }] },
  };
  const [key] = await call<{ dsn: { public: string } }[]>(
    "GET",
    `projects/${organization}/app/keys/`,
  );
  const dsn = new URL(key?.dsn.public ?? "");
  const url = `http://${dsn.host}/api${dsn.pathname}/envelope/?sentry_key=${dsn.username}`;
  const body = `{}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
  expect((await fetch(url, { method: "POST", body })).status).toBe(200);
}

const culprits = async () =>
  (await call<{ culprit: string }[]>("GET", `projects/${organization}/app/issues/`)).map(
    ({ culprit }) => culprit,
  );

describe("source maps of a deployed Worker", () => {
  const source =
    "interface Ship { afloat: boolean }\n\nexport function sail(ship: Ship = { afloat: false }) {\n  if (!ship.afloat) throw new Error('sunk');\n}\n";

  it("are uploaded by Sentry's API, and an error then names its line in TypeScript", async () => {
    const { code, sourceMap } = await bundled(source);
    await send(code);
    expect(await culprits()).toEqual(["index.js"]);
    const debugId = debugIdOf(Buffer.from(code).toString()) ?? "";
    const bundle = artifactBundle({ name: "index.js", debugId, code, sourceMap });
    const access = {
      ...{ baseUrl: cloud.control.sentry, token: cloud.tokens.sentry, organization },
      project: "app",
    };
    const parts = await uploadBundle(access, () => bundle);
    const loads = vi.fn(() => bundle);
    expect(await uploadBundle(access, loads, parts)).toBe(parts);
    expect(loads).not.toHaveBeenCalled();
    const damaged = { ...parts, checksum: "0".repeat(40) };
    expect(await uploadBundle(access, loads, damaged)).toEqual(parts);
    await send(code);
    expect(await culprits()).toContain("ship.ts");
    const [event] = await call<{ entries: { type: string; data: unknown }[] }[]>(
      "GET",
      `projects/${organization}/app/events/?full=1`,
    );
    expect(JSON.stringify(event?.entries)).toContain('"filename":"ship.ts","lineno":4,');
  });

  it("keep their debug id with their content, and report what Sentry refuses", async () => {
    const one = await bundled(source);
    const two = await bundled(source);
    const other = await bundled(source.replace("sunk", "aground"));
    expect(one).toEqual(two);
    expect(debugIdOf(String(one.code))).not.toBe(debugIdOf(String(other.code)));
    const access = {
      ...{ baseUrl: cloud.control.sentry, token: cloud.tokens.sentry, organization },
      project: "nowhere",
    };
    await expect(uploadBundle(access, () => new Uint8Array([1]))).rejects.toThrow(
      "Source maps were not uploaded: Sentry responded with 400.",
    );
  });

  it("are uploaded although connections are lost, and otherwise say why not", async () => {
    let lost = 2;
    const sentry = createServer((request, response) => {
      if (lost-- > 0) request.socket.destroy();
      else response.writeHead(418).end();
    });
    await once(sentry.listen(0, "127.0.0.1"), "listening");
    const { port } = sentry.address() as AddressInfo;
    const access = { baseUrl: `http://127.0.0.1:${port}/api/`, token: "t", organization };
    const upload = () => uploadBundle({ ...access, project: "app" }, () => new Uint8Array([1]));
    await expect(upload()).rejects.toThrow("Sentry responded with 418.");
    lost = 3;
    await expect(upload()).rejects.toThrow(/Sentry cannot be reached \(.+\)\.$/);
    sentry.close();
  });
});
