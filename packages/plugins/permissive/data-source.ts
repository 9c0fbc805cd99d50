import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { standInFor } from "@seaworthy/core/stand-in";
import type { Value, Values } from "../kit/values.ts";

/** A package of the program, whose types describe what its data sources return. */
export interface DeclaredPackage {
  readonly name: string;
  readonly directory: string;
}

/**
 * A data source's result in a check: its arguments, and stand-ins for everything else, which the
 * check treats as unknown wherever they are used. The engine does not let a plugin return unknowns,
 * and an omitted value would count as not set. Throws UNSUPPORTED when the package's types do not
 * describe the result.
 */
export function standInAnswer(
  token: string,
  args: Values,
  packages: readonly DeclaredPackage[],
): Values {
  const found = packages
    .filter(({ name }) => name === token.split(":")[0])
    .map(({ directory }) => resultOf(token, directory))
    .find((result) => result !== undefined);
  if (found === undefined)
    throw new SeaworthyError("UNSUPPORTED", `A check cannot know what ${token} returns.`);
  return { ...found, ...args };
}

/** `cloudflare:index/getZone:getZone` returns `GetZoneResult` from `getZone.d.ts`. */
function resultOf(token: string, directory: string): Values | undefined {
  const [, path = "", name = ""] = token.split(":");
  const module = path.replace(/^index\//, "");
  const own = readTypes(directory, module);
  if (own === undefined) return undefined;
  const nested = readTypes(directory, "types/output") ?? "";
  const result = `${name.charAt(0).toUpperCase()}${name.slice(1)}Result`;
  return objectOf(own, result, { at: token, nested, depth: 0 });
}

function readTypes(directory: string, module: string): string | undefined {
  const file = ["", "bin/"]
    .flatMap((folder) => [`${folder}${module}.d.ts`, `${folder}${module}.ts`])
    .map((one) => join(directory, one))
    .find((one) => existsSync(one));
  return file === undefined ? undefined : readFileSync(file, "utf8");
}

interface Within {
  /** Path of the value: equal stand-ins have the same path. */
  readonly at: string;
  /** `types/output`, with the types of nested objects in results. */
  readonly nested: string;
  readonly depth: number;
}

/** Generated code indents an interface's members by four spaces more than the interface. */
const member = /^ {4,8}(?:readonly )?(\w+)\??: ([^;]+);/gm;
const deepest = 4;

function objectOf(text: string, name: string, within: Within): Values | undefined {
  const [, body] =
    new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\s*\\}`).exec(text) ?? [];
  if (body === undefined) return undefined;
  const members = [...body.matchAll(member)].flatMap(([, key = "", type = ""]) => {
    const value = valueOfType(type.trim(), { ...within, at: `${within.at}.${key}` });
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(members);
}

/** Undefined for types that have no stand-in: every boolean looks the same. */
function valueOfType(type: string, within: Within): Value | undefined {
  const one = type.replace(/ \| undefined$/, "");
  if (one === "string" || one === "any") return standInFor(within.at);
  if (one === "number") return standInFor(within.at, "number");
  if (one.endsWith("[]")) {
    const item = valueOfType(one.slice(0, -2), within);
    return item === undefined ? undefined : [item];
  }
  const [, nested] = /^outputs\.([\w.]+)$/.exec(one) ?? [];
  if (nested === undefined || within.depth >= deepest) return undefined;
  const name = nested.split(".").at(-1) ?? "";
  return objectOf(within.nested, name, { ...within, depth: within.depth + 1 });
}
