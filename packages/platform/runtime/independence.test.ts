import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { blockAbusers } from "../abuse/block-abusers.ts";
import { refuseSuspicious } from "../abuse/suspicious.ts";
import { requireDecentUserAgent } from "../abuse/user-agent.ts";
import { signedIn } from "../auth/signed-in.ts";
import { parseBindings } from "../bindings/bindings.ts";
import { corsFrom } from "../browser-security/cors.ts";
import { secureHeaders } from "../browser-security/security-headers.ts";
import { errorKinds } from "../errors/errors.ts";
import { handleError } from "../errors/problem.ts";
import { limitBodyTo } from "../request/body-limit.ts";
import { jsonBody } from "../request/json-body.ts";
import { provideServices } from "../request/provide-services.ts";
import { requestId } from "../request/request-id.ts";
import type { AppEnv } from "./app-env.ts";
import { systemClock } from "./clock.ts";

const folder = import.meta.dirname;
const sources = readdirSync(folder).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);

it.each(sources)("%s needs no workload: it imports the platform and packages alone", (name) => {
  const imports = [...readFileSync(join(folder, name), "utf8").matchAll(/from "(\.[^"]*)"/g)].map(
    ([, path]) => path,
  );
  expect(imports.filter((path) => !path?.startsWith("./"))).toEqual([]);
});

it("makes up another app, as docs/platform.md has it", async () => {
  const log: string[] = [];
  const app = new Hono<AppEnv>();
  app.onError(handleError);
  app.use(
    requestId((line) => log.push(line), systemClock),
    secureHeaders,
    corsFrom(),
    limitBodyTo(256),
  );
  app.use(blockAbusers({ clock: systemClock }), refuseSuspicious(), requireDecentUserAgent());
  app.use("/orders/*", provideServices(systemClock), signedIn);
  app.post("/echo", jsonBody({ maxItems: 2 }), async (c) => c.json(await c.req.json(), 201));
  const post = (path: string, body: string) =>
    app.request(
      path,
      { method: "POST", headers: { "content-type": "application/json" }, body },
      parseBindings({}),
    );
  const answer = await post("/echo", "[1,2]");
  expect(answer.status).toBe(201);
  expect(answer.headers.get("x-frame-options")).toBe("DENY");
  const statuses = await Promise.all([
    post("/echo", "[1,2,3]"),
    post("/echo", `"${"x".repeat(300)}"`),
    post("/orders/1", "{}"),
    post("/echo?q=%3Cscript%3E", "1"),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([400, 413, 503, 403]);
  expect(log.join()).toContain("request.suspicious");
});

it("docs/platform.md tells every status and code of the table", () => {
  const page = readFileSync(join(folder, "../../../docs/platform.md"), "utf8");
  for (const [code, { status, title }] of Object.entries(errorKinds))
    expect(page).toContain(`| ${status} | \`${code}\` | ${title} |`);
});

describe("the table in docs/platform.md", () => {
  const page = readFileSync(join(folder, "../../../docs/platform.md"), "utf8");
  const rows = page.split("\n").filter((line) => /^\| `[\w-]+\.ts`/.test(line));
  const cells = rows.map((row) => row.split(" | "));
  const named = (cell = "") =>
    [...cell.matchAll(/`([\w/-]+?)(?:\.ts)?`/g)].map(([, name = ""]) => name);

  it("names each part, by a file that exists, and each file belongs to one or is said to be shared", () => {
    const parts = cells.flatMap(([part]) => named(part));
    expect(parts.filter((part) => !sources.includes(`${part}.ts`))).toEqual([]);
    const [shared = ""] = /^Files that are named after.*?\n\n/ms.exec(page) ?? [];
    const known = [...parts, ...named(shared)];
    const inside = (name: string) =>
      known.some((part) => name === `${part}.ts` || name.startsWith(`${part}-`));
    expect(sources.filter((name) => !inside(name) && !name.startsWith("api-"))).toEqual([]);
  });

  it("names tests that exist, at least one a part", () => {
    for (const row of cells) {
      const tests = named(row.at(-1));
      expect(tests.length, row[0]).toBeGreaterThan(0);
      for (const test of tests) {
        const path = test.startsWith("infra/")
          ? join(folder, "../../..", test)
          : join(folder, test.replace(/^src\//, "../"));
        expect(existsSync(`${path}.test.ts`), test).toBe(true);
      }
    }
  });
});
