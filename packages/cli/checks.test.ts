import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";

const bin = (name: string) => join(findProject().root, "node_modules", ".bin", name);

/** Standard output of a tool that must find nothing; its findings become the failure's message. */
async function findings(tool: string, ...args: string[]): Promise<string> {
  try {
    await promisify(execFile)(bin(tool), args, {
      cwd: findProject().root,
      maxBuffer: 16 * 1024 * 1024,
    });
    return "";
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout?: string; stderr?: string };
    return `${stdout ?? ""}${stderr ?? String(thrown)}`;
  }
}

// Also checks what infra/ passes to the official packages' classes, against their typings. The app
// is checked where its modules are removed. TypeScript's native compiler takes a third of the time
// of `npm run typecheck`; each more thread would check the types that they share once more.
test("packages, infra, policies and dev type-check", { timeout: 180_000 }, async () => {
  expect(await findings("tsgo", "--noEmit", "--singleThreaded", "-p", ".")).toBe("");
});

test("the linter finds nothing", async () => {
  expect(await findings("biome", "check", "--diagnostic-level=error", ".")).toBe("");
});
