import type { Module } from "../modules/define-module.ts";
import type { BindingProblem } from "./binding-problem.ts";
import { tableOfBindings } from "./binding-table.ts";
import { critical, hyperdrive, optional } from "./platform-bindings.ts";

type Given = Readonly<Record<string, unknown>>;

/** The secrets in `env` that are not in the platform's own schema. */
export interface GivenSecrets {
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly BindingProblem[];
}

/**
 * Those that the stack declares in `ROTATED` and those that modules use. An empty one has not been
 * supplied yet: a warning, not an error.
 */
export function givenSecrets(
  given: Given,
  modules: readonly Module[],
  declared: Readonly<Record<string, readonly string[]>>,
): GivenSecrets {
  const used = modules.flatMap(({ secrets = {} }) => Object.keys(secrets));
  const current = [...used, ...Object.values(declared).flatMap(([first]) => first ?? [])];
  const all = new Set([
    ...used.flatMap((name) => [name, `${name}_PREVIOUS`]),
    ...Object.values(declared).flat(),
  ]);
  const names = [...all].filter((name) => !(name in optional.shape) && !(name in critical.shape));
  const isSet = (name: string) => typeof given[name] === "string" && given[name] !== "";
  return {
    names,
    values: Object.fromEntries(
      [...all].filter(isSet).map((name) => [name, String(given[name])] as const),
    ),
    problems: names
      .filter((name) => current.includes(name) && !isSet(name))
      .map((name) => ({ name, message: "not set" })),
  };
}

/**
 * The values that no log, error or report may show: secrets, and the password in the database's
 * URL.
 */
export function secretsOf(given: Given, more: readonly string[]): string[] {
  const own = tableOfBindings().filter(({ kind }) => kind === "secret_text");
  const texts = [...own.map(({ name }) => name), ...more].map((name) => given[name]);
  const database = hyperdrive.safeParse(given.HYPERDRIVE);
  if (database.success) texts.push(database.data.connectionString);
  return texts
    .filter((text) => typeof text === "string")
    .flatMap((text) => [text, ...credentialOf(text)]);
}

/** The password of a URL; for a DSN, which has none, its key. */
function credentialOf(address: string): string[] {
  const [, user, password] = /:\/\/([^:@/]*)(?::([^@]+))?@/.exec(address) ?? [];
  const credential = password ?? user;
  return credential === undefined ? [] : [credential];
}
