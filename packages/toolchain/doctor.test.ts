import { join } from "node:path";
import { expect, test } from "vitest";
import { diagnose } from "./doctor.ts";
import { temporaryDirectory } from "./testing.ts";

test("every tool is reported once, and a problem says what to type", async () => {
  const findings = await diagnose();
  const names = findings.map((finding) => finding.name);
  expect(names).toEqual(
    expect.arrayContaining([
      "Node.js",
      "npm",
      "Pulumi CLI",
      "language host",
      "PostgreSQL",
      "PgBouncer",
      "Redis or Valkey",
      "workerd",
      "disk",
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const finding of findings)
    expect(finding.status === "ok" || finding.fix !== undefined, finding.name).toBe(true);
});

test("a cache folder that cannot be written is a problem", async () => {
  const findings = await diagnose({ ...process.env, XDG_CACHE_HOME: "/dev/null/cache" });
  expect(findings.find(({ name }) => name === "disk of the cache")).toMatchObject({
    status: "missing",
    fix: expect.stringContaining("XDG_CACHE_HOME"),
  });
});

test("with an empty cache, the toolchain is missing", async () => {
  const findings = await diagnose({
    ...process.env,
    XDG_CACHE_HOME: join(temporaryDirectory(), "empty"),
  });
  for (const name of ["Pulumi CLI", "language host"])
    expect(findings.find((finding) => finding.name === name)).toEqual({
      name,
      status: "missing",
      fix: "npm start",
    });
});
