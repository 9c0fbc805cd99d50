import { build } from "esbuild";
import { expect, test } from "vitest";
import { placeMapper } from "./place-mapper.ts";

test("maps a place in the bundle to the source", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "const unused = 1;\nexport function fail() {\n  throw new Error('no');\n}\n",
      sourcefile: "../src/fail.ts",
      loader: "ts",
    },
    sourcemap: "external",
    minify: true,
    write: false,
    bundle: true,
    format: "esm",
    outfile: "dist/index.js",
  });
  const [map, code] = outputFiles;
  const column = (code?.text.indexOf("throw") ?? 0) + 1;
  const toSource = placeMapper(map?.text ?? "{}", "app/dist");
  expect(toSource(`Error: no\n    at fail (index.js:1:${column})`)).toMatch(
    /^Error: no\n {4}at fail \(app\/.*fail\.ts:3:\d+\)$/,
  );
});

test("keeps what is not a place in the bundle", () => {
  const toSource = placeMapper(
    JSON.stringify({ version: 3, sources: [], names: [], mappings: "" }),
    "app/dist",
  );
  expect(toSource("at node:internal/main.js:1:2, index.js:900:1")).toBe(
    "at node:internal/main.js:1:2, index.js:900:1",
  );
});
