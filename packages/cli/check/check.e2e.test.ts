import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { type CommandResult, execute } from "@seaworthy/dev/e2e/harness";
import { formatNames, formats } from "@seaworthy/readiness/reports/formats";
import type { Report } from "@seaworthy/readiness/reports/report";
import {
  githubMistakes,
  junitMistakes,
  sarifMistakes,
} from "@seaworthy/readiness/reports/testing/validity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "./check.ts";
import type { CheckRequest } from "./check-request.ts";
import { evaluateTree } from "./evaluate-tree.ts";
import { engine } from "./preview/engine.ts";
import { openEphemeralStack } from "./preview/ephemeral-stack.ts";
import { createStandInStack } from "./preview/stand-in-stack.ts";
import { createTree, type TestTree } from "./testing/tree.ts";

const request = (root: string, more: Partial<CheckRequest> = {}): CheckRequest => ({
  stack: "prod",
  root,
  previewed: "stand-ins",
  profile: "baseline",
  today: "2026-11-21",
  onProgress: () => {},
  ...more,
});

describe("seaworthy check prod, without any login", () => {
  let directory: string;
  let result: CommandResult;
  const file = (format: string) => join(directory, "reports", `prod.${format}`);
  const read = (format: string) => readFileSync(file(format), "utf8");

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "sea-check-test-"));
    const command = join(findProject().root, "packages", "cli", "bin", "seaworthy.mjs");
    const outputs = formatNames.map((format) => `${format}=${file(format)}`);
    // No home with the user's logins, and no variable except PATH.
    const environment = {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      SEAWORTHY_DIRECTORY: directory,
    };
    result = await execute(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        command,
        "check",
        "prod",
        "--base",
        "HEAD",
        "--format",
        ...outputs,
      ],
      environment,
    );
  }, 120_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("ends clean, and writes every format", () => {
    expect(result).toMatchObject({ code: 0, stdout: "" });
    expect(read("text")).toContain("0 violations");
    expect(read("markdown")).toContain("<!-- seaworthy-check:prod -->");
    expect(read("markdown")).toContain("| Since `HEAD` | 0 new violations, 0 fixed |");
    expect(JSON.parse(read("json"))).toMatchObject({
      stack: "prod",
      previewed: "stand-ins",
      violations: [],
    });
  });

  test("formats with a schema conform to it", async () => {
    expect(sarifMistakes(read("sarif"))).toEqual([]);
    expect(await junitMistakes(read("junit"))).toEqual([]);
    expect(githubMistakes(read("github"))).toEqual([]);
  });

  test("the stack file is unchanged: no salt of an ephemeral stack is written into it", () => {
    expect(readFileSync(join(findProject().root, "Pulumi.prod.yaml"), "utf8")).not.toContain(
      "encryptionsalt",
    );
  });
});

test("an unreachable live database: exit code 2, and the report file says why", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sea-check-test-"));
  const command = join(findProject().root, "packages", "cli", "bin", "seaworthy.mjs");
  const file = join(directory, "report.json");
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    SEAWORTHY_DATABASE_URL: "postgres://reader:hidden-word@127.0.0.1:1/app",
  };
  const { code, stderr } = await execute(
    process.execPath,
    [command, "check", "prod", "--live-database", "--format", `json=${file}`],
    environment,
  );
  expect(code, stderr).toBe(2);
  for (const text of [stderr, readFileSync(file, "utf8")]) {
    expect(text).toContain("DATABASE_UNREACHABLE");
    expect(text).not.toContain("hidden-word");
  }
  rmSync(directory, { recursive: true });
}, 60_000);

describe("a program with mistakes", () => {
  const canary = "sk_live_canary0canary0canary0canary0";
  let tree: TestTree;
  let before: Report;
  let after: Report;

  beforeAll(async () => {
    tree = await createTree();
    tree.edit(
      "infra/edge/rate-limits.ts",
      'limited("/auth"), authPerMinute)',
      'limited("/auth"), authPerMinute * 2)',
    );
    tree.edit(
      "infra/index.ts",
      "sentryDsn: errors.dsn,",
      `sentryDsn: errors.dsn,\n  bindings: [{ name: "STRIPE", type: "plain_text", text: "${canary}" }],`,
    );
    before = await check(request(tree.root));
    // The same program, refactored: lines move, and the component has a new name with an alias to
    // the old one.
    const [firstImport = ""] = readFileSync(
      join(tree.root, "infra/edge/rate-limits.ts"),
      "utf8",
    ).split("\n");
    tree.edit("infra/edge/rate-limits.ts", firstImport, `// One more line.\n\n${firstImport}`);
    tree.edit("infra/index.ts", 'new Edge("edge", {', 'new Edge("border", {');
    const end = "scriptName: app.scriptName," + "\n});";
    tree.edit("infra/index.ts", end, end.replace("});", '}, { aliases: [{ name: "edge" }] });'));
    tree.edit(
      "Pulumi.prod.yaml",
      "config:\n",
      `config:\n  example:note: ${canary}\n  example:hidden:\n    secure: v1:${canary}\n`,
    );
    after = await check(request(tree.root));
  }, 240_000);

  afterAll(() => tree.remove());

  test("violations name the TypeScript line that declares their resource or the part in question", () => {
    const found = before.violations.filter(({ rule }) => rule.id === "edge-auth-rate-limit");
    expect(found).toMatchObject([
      { resource: { name: "edge-rate-limits" }, place: { file: "infra/edge/rate-limits.ts" } },
    ]);
    const moved = after.violations.find(({ rule }) => rule.id === "edge-auth-rate-limit")?.place;
    const lines = readFileSync(join(tree.root, moved?.file ?? ""), "utf8").split("\n");
    expect(lines[(moved?.line ?? 0) - 1]).toContain("authPerMinute * 2");
    const bound = before.violations.find(
      ({ rule }) => rule.id === "secrets-no-plain-secret",
    )?.place;
    const bindings = readFileSync(join(tree.root, bound?.file ?? ""), "utf8").split("\n");
    expect(bindings[(bound?.line ?? 0) - 1]).toContain('name: "STRIPE"');
  });

  test("a violation keeps its fingerprint when its file is reordered and its component renamed with an alias", () => {
    const prints = (report: Report) =>
      report.violations
        .filter(({ rule }) => rule.id.startsWith("edge-"))
        .map(({ fingerprint }) => fingerprint);
    expect(after.violations.some(({ resource }) => resource?.name === "border-rate-limits")).toBe(
      true,
    );
    expect(prints(after)).toEqual(prints(before));
    expect(prints(before).length).toBeGreaterThan(0);
  });

  test("no format shows a secret of the configuration, of a binding or of the state", async () => {
    const real = await checkWithState(tree.root, stateWith(canary));
    expect(real.changes.map(({ kind }) => kind)).toContain("create");
    expect(after.violations.some(({ rule }) => rule.id === "secrets-no-plain-secret")).toBe(true);
    for (const report of [after, real]) {
      for (const name of formatNames)
        expect(formats[name](report), `${name}, ${report.previewed}`).not.toContain("canary0");
    }
  }, 60_000);
});

/** Previews against an existing state, like `--real`. */
async function checkWithState(root: string, state: object): Promise<Report> {
  const ground = await openEphemeralStack(root, () => {});
  try {
    const { directory, environment } = ground;
    const stack = { root, stack: "prod", directory: join(directory, "stack"), environment };
    const configFile = await createStandInStack({
      ...stack,
      configFile: join(root, "Pulumi.prod.yaml"),
    });
    const file = join(directory, "state.json");
    writeFileSync(file, JSON.stringify(state));
    await engine(["stack", "import", "--stack", "prod", "--file", file], {
      directory: stack.directory,
      environment,
    });
    return (await evaluateTree(request(root, { previewed: "real", configFile }), ground)).report;
  } finally {
    await ground.close();
  }
}

/** A state with a resource that the program no longer has, containing the text unprotected. */
function stateWith(text: string): object {
  const urn = (type: string, name: string) => `urn:pulumi:prod::seaworthy::${type}::${name}`;
  const stack = {
    urn: urn("pulumi:pulumi:Stack", "seaworthy-prod"),
    custom: false,
    type: "pulumi:pulumi:Stack",
  };
  const former = {
    urn: urn("seaworthy:infra:Former", "former"),
    custom: false,
    type: "seaworthy:infra:Former",
    parent: stack.urn,
  };
  const outputs = { note: text };
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-11-21T00:00:00Z", magic: "", version: "" },
      resources: [
        { ...stack, outputs },
        { ...former, outputs },
      ],
    },
  };
}
