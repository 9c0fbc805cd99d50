import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { configuration } from "@seaworthy/infra/config";
import { parseProfile } from "@seaworthy/readiness/profiles/read";
import { parseWaivers } from "@seaworthy/readiness/waivers/read";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readerEnvironment } from "./reader.ts";
import { openShell } from "./shell.ts";
import { commandLinesOf, pagesToRead, type Snippet, snippetsIn, snippetsOf } from "./snippets.ts";
import { notRun, treatmentOf } from "./treatment.ts";

const { root } = findProject();
const snippets = pagesToRead.flatMap(snippetsOf);
const lines = snippets.flatMap(commandLinesOf);
const inLanguage = (...names: string[]) =>
  snippets.filter(({ language }) => names.includes(language)).map((one) => [at(one), one] as const);
const at = ({ page, line }: Snippet) => `${page}:${line}`;

describe("commands of the pages", () => {
  test("most are run, and each reason for leaving one out still has its line", () => {
    const ran = lines.filter((line) => treatmentOf(line).kind === "run");
    expect(ran.length).toBeGreaterThan(150);
    const first = (line: string) => notRun.find(([pattern]) => pattern.test(line))?.[0];
    const used = new Set(lines.map((line) => first(line.replaceAll("<stack>", "prod"))));
    expect(notRun.filter(([pattern]) => !used.has(pattern))).toEqual([]);
  });

  test("npm scripts exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = lines.flatMap((line) => /^npm run ([\w:]+)/.exec(line)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("a page says what each variable of its commands is", () => {
    expect(pagesToRead.flatMap((page) => undeclaredIn(page, snippetsOf(page)))).toEqual([]);
    const page = snippetsIn("x.md", '```sh\nA=1\ncurl "$A/$TOKEN"\n```\n');
    expect(undeclaredIn("x.md", page)).toEqual(["x.md: $TOKEN"]);
  });

  test("a line works when typed, and one that fails is seen", { timeout: 60_000 }, async () => {
    const shell = openShell(root, readerEnvironment());
    const explain = lines.find((line) => line.includes("seaworthy explain ")) ?? "";
    const treatment = treatmentOf(explain);
    expect(treatment.kind).toBe("run");
    const typed = treatment.kind === "run" ? treatment.typed : "";
    expect(await shell.type(typed)).toMatchObject({ code: 0 });
    expect(await shell.type("curl -s http://127.0.0.1:1/")).not.toMatchObject({ code: 0 });
    await shell.close();
  });

  test("several lines of one command belong together", () => {
    const [block] = snippetsIn("x.md", "```sh\na '{\n  b\n}'\nc \\\n  d # it's\n# no\n```\n");
    expect(block && commandLinesOf(block)).toEqual(["a '{\n  b\n}'", "c \\\n  d # it's"]);
  });

  test.each([
    ["npx seaworthy events prod --since 2h", "npx seaworthy events local --since 2h"],
    ["npx seaworthy check prod", "npx seaworthy check prod"],
    ["npx seaworthy destroy prod", "npx seaworthy destroy local --yes"],
    ["npx seaworthy down local --wipe", "npx seaworthy down local --wipe --yes"],
    ["npx seaworthy load local feed --duration 60s --vus 100 # slow", loadTyped],
  ])("%s is typed for the local stack", (line, typed) => {
    expect(treatmentOf(line)).toMatchObject({ kind: "run", typed });
  });
});

const loadTyped = "npx seaworthy load local feed --duration 5s --vus 5";

/** Set by the shell, or by `eval "$(npx seaworthy env local)"`. */
const given = /^(CLOUDFLARE_|SEAWORTHY_|SUPABASE_|\d|HOME$)/;

function undeclaredIn(page: string, all: readonly Snippet[]): string[] {
  const typed = all.flatMap(commandLinesOf).join("\n");
  const names = [...typed.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name);
  return [...new Set(names)]
    .filter((name) => !given.test(name) && !new RegExp(`^${name}=`, "m").test(typed))
    .map((name) => `${page}: $${name}`);
}

describe("snippets of the pages", () => {
  test.each(inLanguage("ts"))("%s is TypeScript", (_, { text }) => {
    const filled = text.replaceAll(/…,? ?/g, "");
    const isFields = /^\w+: /.test(filled);
    const code = isFields ? `({ ${filled} })` : filled.replace(/^defineSecret[\s\S]*/, "[$&]");
    expect(() => stripTypeScriptTypes(code, { mode: "transform" })).not.toThrow();
  });

  test.each(inLanguage("json"))("%s is JSON", (_, { text }) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each(inLanguage("yaml"))("%s is read by what it is for", (_, { page, text }) => {
    expect(() => readYaml(page, text)).not.toThrow();
  });

  test("what the rules language answers is what its page says", async () => {
    const [page] = snippetsOf("docs/edge/rules-language.md").filter(
      ({ language }) => language === "ts",
    );
    const language = await import("@seaworthy/rules-language/index");
    const body = (page?.text ?? "").replace(/^import .*$/m, "").replaceAll(" as const", "");
    const names = Object.keys(language).join(", ");
    const shown = body
      .replace(/^evaluate\(.*?\);/m, (call) => `seen.push(${call.slice(0, -1)});`)
      .replace(/^explain\(.*?because;/m, (call) => `seen.push(${call.slice(0, -1)});`)
      .replace(/^check\(.*?\);/m, (call) => `try { ${call} } catch (e) { seen.push(String(e)); }`);
    const run = Function("language", "seen", `const { ${names} } = language;\n${shown}`) as (
      module: object,
      seen: unknown[],
    ) => void;
    const seen: unknown[] = [];
    run(language, seen);
    expect(seen[0]).toBe(true);
    expect(page?.text).toContain(`// ${String(seen[1])}`);
    expect(String(seen[2])).toContain("^");
  });
});

/** Parses it as waivers, a profile or a stack file; workflows.test.ts parses workflows. */
function readYaml(page: string, text: string): unknown {
  if (page === "docs/policies/waivers.md") return parseWaivers(text, "waivers.prod.yaml");
  if (page === "docs/policies/profiles.md") return parseProfile(text, "policies.yaml");
  const keys = Object.entries(parse(text) as Record<string, unknown>);
  for (const [key, value] of keys) {
    const schema = configuration.own.shape[key.replace("seaworthy:", "") as "rollout"];
    if (!key.startsWith("seaworthy:")) continue;
    // A snippet may show some keys of a section: what it shows is right.
    const { error } = schema.safeParse(value, { reportInput: true });
    expect(error?.issues.filter(({ input }) => input !== undefined) ?? []).toEqual([]);
  }
  return keys;
}
