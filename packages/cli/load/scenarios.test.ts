import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { prepareScenarios, requireVariables, variablesOf } from "./scenarios.ts";

const folder = mkdtempSync(join(tmpdir(), "sea-scenarios-"));
afterAll(() => rmSync(folder, { recursive: true }));

function scriptReading(name: string, ...variables: readonly string[]) {
  const script = join(folder, `${name}.js`);
  writeFileSync(script, variables.map((variable) => `use(__ENV.${variable});`).join("\n"));
  return { scenario: name, script };
}

describe("the variables of a script", () => {
  it("are those that it reads, once each, without those that load always sets", () => {
    expect(
      variablesOf("a(__ENV.TOKENS); b(__ENV.TOKENS, __ENV.BASE_URL, __ENV.HOOK_SECRET)"),
    ).toEqual(["TOKENS", "HOOK_SECRET"]);
  });

  it("do not include those with a default", () => {
    expect(variablesOf("__ENV.RUN ?? Date.now()")).toEqual([]);
  });
});

describe("scenarios", () => {
  const known = async (name: string) => (name === "TOKENS" ? "one,two" : undefined);
  const prepared = () =>
    prepareScenarios([scriptReading("shop", "TOKENS"), scriptReading("hooks", "HOOK")], known);

  it("get the values of their variables and no others", async () => {
    expect((await prepared()).map(({ environment }) => environment)).toEqual([
      { TOKENS: "one,two" },
      {},
    ]);
  });

  it("without a variable are skipped with what to do, and the others run", async () => {
    const skip = vi.fn();
    const ready = requireVariables(await prepared(), { named: false, skip });
    expect(ready.map(({ scenario }) => scenario)).toEqual(["shop"]);
    expect(skip).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("hooks needs HOOK."));
  });

  it("asked for by name are refused without their variables, before anything is sent", async () => {
    const all = await prepared();
    expect(() => requireVariables(all, { named: true, skip: vi.fn() })).toThrow(
      /hooks needs HOOK\..*Nothing was sent/,
    );
  });

  it("that all lack a variable are refused: a run of none would prove nothing", async () => {
    const hooks = (await prepared()).slice(1);
    expect(() => requireVariables(hooks, { named: false, skip: vi.fn() })).toThrow("hooks needs");
  });
});
