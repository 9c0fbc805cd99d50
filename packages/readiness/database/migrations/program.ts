import { messageOf } from "@seaworthy/core/errors";
import type { MigrationBuilder } from "node-pg-migrate";
import type { MigrationFile } from "./migration-files.ts";

/** The steps that a migration written as a program asks for. */
export interface ProgramSteps {
  readonly transaction: boolean;
  readonly steps: readonly { readonly sql: string; readonly line: number }[];
}

/** Runs a statement whose result the program itself needs. */
export type ProgramQuery = (
  sql: string,
  values?: readonly unknown[],
) => Promise<{ rows: unknown[] }>;

/**
 * Runs a migration's `up(pgm)` as node-pg-migrate does and returns its SQL, each step with the
 * source line of its call. Throws what the program throws.
 */
export async function runProgram(file: MigrationFile, query: ProgramQuery): Promise<ProgramSteps> {
  const { MigrationBuilder: Builder, jiti } = await import("node-pg-migrate");
  const module = (await jiti.import(file.path)) as Program;
  const program = module.default ?? module;
  if (program.up === false) return { transaction: true, steps: [] };
  if (typeof program.up !== "function") throw new TypeError("it exports no function `up`");
  const shorthands = program.shorthands ?? module.shorthands;
  const builder = new Builder(databaseOf(query), shorthands, false, quiet);
  const lines: number[] = [];
  const traced = traceLines(builder, lines, file.path);
  await callUp(program.up, traced);
  const steps = builder.getSqlSteps();
  return {
    transaction: builder.isUsingTransaction(),
    steps: steps.map((sql, index) => ({ sql, line: lines[index] ?? 1 })),
  };
}

type Up = (...given: readonly unknown[]) => unknown;

interface Program {
  readonly default?: Program;
  readonly up?: false | Up;
  readonly shorthands?: Readonly<Record<string, string>>;
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A program may take a second argument, a callback for when it is done. */
function callUp(up: Up, builder: object): Promise<unknown> {
  if (up.length < 2) return Promise.resolve(up(builder));
  return new Promise((resolve, reject) => {
    up(builder, (failure?: unknown) => (failure ? reject(failure) : resolve(undefined)));
  });
}

type Database = ConstructorParameters<typeof MigrationBuilder>[0];

function databaseOf(query: ProgramQuery): Database {
  const run = async (config: unknown, values?: readonly unknown[]) => {
    const isConfig = typeof config === "object" && config !== null && "text" in config;
    const { rows } = await query(String(isConfig ? config.text : config), values);
    return { rows, rowCount: rows.length, command: "", oid: 0, fields: [] };
  };
  return { query: run, select: async (config: unknown) => (await run(config)).rows } as Database;
}

/** Records for each step the line of the file that called the builder. */
function traceLines<Builder extends { getSqlSteps(): string[] }>(
  builder: Builder,
  lines: number[],
  path: string,
): Builder {
  return new Proxy(builder, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...given: readonly unknown[]) => {
        const line = callingLine(path);
        const answer: unknown = Reflect.apply(value, target, given);
        while (lines.length < target.getSqlSteps().length) lines.push(line);
        return answer;
      };
    },
  });
}

function callingLine(path: string): number {
  const frame = (new Error().stack ?? "").split("\n").find((one) => one.includes(path));
  return Number(/:(\d+):\d+\)?$/.exec(frame ?? "")?.[1] ?? 1);
}

export const programFailed = (cause: unknown): string =>
  `the program could not be converted to SQL: ${messageOf(cause)}`;
