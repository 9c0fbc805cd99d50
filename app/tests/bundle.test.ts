import { join } from "node:path";
import { bundleWorker } from "@seaworthy/platform/bundle/bundle";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");
const bundle = () => bundleWorker({ folder });

it("gives the same bytes each time, without local paths or a source map in the upload", async () => {
  const [one, two] = await Promise.all([bundle(), bundle()]);
  expect(one).toEqual(two);
  const code = new TextDecoder().decode(one.modules[0]?.content);
  expect(one.modules.map(({ name }) => name)).toEqual([one.mainModule]);
  expect(code.length).toBeGreaterThan(10_000);
  expect(code).not.toContain(folder);
  expect(code).not.toContain("sourceMappingURL");
});

it("leaves external only what workerd provides", async () => {
  const { modules } = await bundle();
  const code = new TextDecoder().decode(modules[0]?.content);
  const imports = [...code.matchAll(/(?<![\w"/-])(?:from|import)"([^"\s]+)"/g)].map(
    ([, name]) => name,
  );
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((name) => !/^(node|cloudflare):/.test(name ?? ""))).toEqual([]);
});

it("includes only English messages", async () => {
  const { modules } = await bundle();
  const code = new TextDecoder().decode(modules[0]?.content);
  expect(code).toContain("Invalid input: expected");
  expect(code).not.toMatch(/erwartet|attendu|se esperaba/);
});

it("is minified: without comments, and without the names of the source", async () => {
  const { modules } = await bundle();
  const code = new TextDecoder().decode(modules[0]?.content);
  expect(code).not.toMatch(/\/\*\* |\n\s*\/\/ /);
  expect(code).not.toMatch(/function (?:createApp|createWorker|openServices)\(/);
});
