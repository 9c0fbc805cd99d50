import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, onTestFinished, test } from "vitest";
import { declarationOf } from "./source-line.ts";

const at = (...positions: (string | undefined)[]) => declarationOf(positions, findProject().root);

test("a position is read in the engine's format, including frames that are URLs", () => {
  const expected = { file: "infra/edge.ts", line: 75, column: 12 };
  expect(at("project:///infra/edge.ts#75,12")).toEqual(expected);
  expect(at(`project:///infra/file:${findProject().root}/infra/edge.ts#75,12`)).toEqual(expected);
  expect(at(`project:///file://${findProject().root}/infra/edge.ts#75,12`)).toEqual(expected);
});

test("a position is read in a folder whose name a URL encodes", () => {
  const root = mkdtempSync(join(tmpdir(), "sea ü"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const frame = encodeURIComponent(`infra/file:${encodeURI(join(root, "infra/edge.ts"))}`);
  expect(declarationOf([`project:///${frame}#75,12`], root)?.file).toBe("infra/edge.ts");
});

test("frames of packages, without a position, or outside the project are skipped", () => {
  expect(
    at(
      undefined,
      "project:///node_modules/@pulumi/resource.ts#9,1",
      "project:///infra/index.ts#52",
    ),
  ).toEqual({
    file: "infra/index.ts",
    line: 52,
  });
  const component = "project:///packages/stack/edge/edge.ts#7,3";
  expect(at(component, "project:///infra/index.ts#52")).toEqual({
    ...{ file: "infra/index.ts", line: 52 },
    component: { file: "packages/stack/edge/edge.ts", line: 7 },
  });
  expect(at(component)?.file).toBe("packages/stack/edge/edge.ts");
  const classes = [
    "project:///packages/sdk/upstash.ts#14,8",
    "project:///sdks/sentry/bin/key.js#9",
  ];
  expect(at(...classes, component, "project:///infra/index.ts#52")).toEqual({
    ...{ file: "infra/index.ts", line: 52 },
    component: { file: "packages/stack/edge/edge.ts", line: 7 },
  });
  expect(
    at("project:///infra/file:/etc/passwd#1,1", "project:///../up.ts#1,1", "nonsense"),
  ).toBeUndefined();
});
