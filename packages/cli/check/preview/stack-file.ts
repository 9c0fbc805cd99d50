import { existsSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { readTextFile } from "@seaworthy/core/text-file";
import { parseDocument } from "yaml";
import { z } from "zod";

/** A stack file with encrypted values removed. */
export interface StackFile {
  /** By full key: `seaworthy:database`. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  /** Where the encrypted values were: the key, then the path into its value. */
  readonly encrypted: readonly (readonly (string | number)[])[];
}

export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

const configValue: z.ZodType<ConfigValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(configValue),
    z.record(z.string(), configValue),
  ]),
);
const stackFileSchema = z.object({ config: z.record(z.string(), configValue).nullish() });

/**
 * Reads a stack file; a missing one is empty configuration, as in Pulumi. Throws CONFIG_INVALID
 * with the file and line, but never a value.
 */
export function readStackFile(path: string): StackFile {
  const { data } = stackFileSchema.safeParse(
    (existsSync(path) ? parseYaml(path) : undefined) ?? {},
  );
  if (data === undefined)
    throw new SeaworthyError("CONFIG_INVALID", `${path} is not a Pulumi stack file.`);
  const encrypted: (string | number)[][] = [];
  const config = Object.entries(data.config ?? {}).flatMap(([key, value]) => {
    const plain = withoutEncrypted(value, [key], encrypted);
    return plain === undefined ? [] : [[key, plain] as const];
  });
  return { config: Object.fromEntries(config), encrypted };
}

function parseYaml(path: string): unknown {
  const document = parseDocument(
    readTextFile(path, { code: "CONFIG_INVALID", what: "The stack file", fix: "Name another." }),
  );
  const [error] = document.errors;
  if (error === undefined) return document.toJS();
  // The message quotes the line, which may contain a secret; its code does not.
  const line = error.linePos?.[0].line;
  const place = line === undefined ? path : `${path}:${line}`;
  throw new SeaworthyError("CONFIG_INVALID", `${place} is not valid YAML (${error.code}).`);
}

/** Pulumi writes an encrypted value as an object with the single key `secure`. */
function withoutEncrypted(
  value: ConfigValue,
  path: (string | number)[],
  found: (string | number)[][],
): ConfigValue | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value))
    return value.flatMap((item, index) => withoutEncrypted(item, [...path, index], found) ?? []);
  if (Object.keys(value).length === 1 && typeof value.secure === "string") {
    found.push(path);
    return undefined;
  }
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const plain = withoutEncrypted(item, [...path, key], found);
    return plain === undefined ? [] : [[key, plain] as const];
  });
  return Object.fromEntries(kept);
}

const isList = (value: ConfigValue): value is readonly ConfigValue[] => Array.isArray(value);
