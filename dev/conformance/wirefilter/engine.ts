import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Type } from "@seaworthy/rules-language/index";
import { mustRun, suiteFolder } from "../cache.ts";
import { execute } from "../execute.ts";

export interface Question {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the engine says: whether the request matches, or why it refuses the expression. */
export type Answer = { readonly holds: boolean } | { readonly refused: string };

/** Builds the program in `engine/` with the engine at that path, in the user's cache folder. */
export async function buildEngine(path: string): Promise<string> {
  const folder = suiteFolder("wirefilter");
  mkdirSync(join(folder, "src"), { recursive: true });
  const own = join(import.meta.dirname, "engine", "src", "main.rs");
  copyFileSync(own, join(folder, "src", "main.rs"));
  writeFileSync(join(folder, "Cargo.toml"), manifest(join(path, "engine")));
  await mustRun("cargo", ["build", "--quiet"], folder);
  return join(folder, "target", "debug", "wirefilter-answers");
}

const manifest = (engine: string) => `[package]
name = "wirefilter-answers"
version = "0.0.0"
edition = "2024"

[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
wirefilter-engine = { path = ${JSON.stringify(engine)} }

[workspace]
`;

/** The engine's answer to each question, in order. */
export async function askEngine(
  program: string,
  fields: Readonly<Record<string, Type>>,
  questions: readonly Question[],
): Promise<Answer[]> {
  const types = Object.entries(fields).map(([name, type]) => [name, engineType(type)]);
  const lines = [{ fields: Object.fromEntries(types) }, ...questions].map((line) =>
    JSON.stringify(line),
  );
  const input = `${lines.join("\n")}\n`;
  const { code, stdout, stderr } = await execute(program, [], { cwd: import.meta.dirname, input });
  if (code !== 0)
    throw new SeaworthyError("PROCESS_FAILED", `The engine ended: ${stderr.slice(-500)}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

function engineType(type: Type): unknown {
  if (type === "String") return "Bytes";
  if (type === "IP") return "Ip";
  if (typeof type === "string") return type;
  if ("array" in type) return { Array: engineType(type.array) };
  return { Map: engineType("map" in type ? type.map : type.each) };
}
