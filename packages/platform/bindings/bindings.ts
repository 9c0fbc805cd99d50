import type { z } from "zod";
import type { Module } from "../modules/define-module.ts";
import { createRedactor, type Redactor } from "../observability/redaction.ts";
import { type BindingProblem, lineOf, problemOf } from "./binding-problem.ts";
import { metaOf } from "./binding-table.ts";
import { absentOf, type ParsedModule, parseModules } from "./module-bindings.ts";
import { critical, optional } from "./platform-bindings.ts";
import { givenSecrets, secretsOf } from "./secret-values.ts";

/** Optional bindings that are required in prod and recommended in other environments. */
const neededInProd = Object.entries(optional.shape)
  .filter(([, field]) => metaOf(field).neededIn === "prod")
  .map(([name]) => name);

/** An empty secret is one that has not been supplied yet. */
const withoutEmptyKeys = (given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== "" || !isOptionalSecret(name)),
  );

const isOptionalSecret = (name: string) =>
  name in optional.shape &&
  metaOf(optional.shape[name as keyof typeof optional.shape]).kind === "secret_text";

/** Optional everywhere, but a warning is given when they are absent. */
const expected = ["CORS_ORIGINS", "CF_VERSION_METADATA"];

export type OptionalBindings = z.output<typeof optional>;

/** Parsed for modules; `modules/own.ts` gives each its own part, typed. */
export interface ForModules {
  readonly modules: Readonly<Record<string, ParsedModule>>;
  /** Values of the secrets named by `ROTATED` or a module, by binding; only those that are set. */
  readonly secretValues: Readonly<Record<string, string>>;
}

export type Bindings = z.output<typeof critical> & OptionalBindings & ForModules;

export interface BindingReport {
  /** Undefined when a critical binding is missing or invalid. */
  readonly bindings: Bindings | undefined;
  /** Available even then. */
  readonly settings: OptionalBindings & Pick<ForModules, "secretValues">;
  /** `JWT_SECRET: must have at least 32 characters`. Names and reasons, never values. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Services that modules can do without and that are not bound. They degrade nothing. */
  readonly absent: readonly string[];
  /** Knows the values of all secret bindings, including invalid ones. */
  readonly redactor: Redactor;
}

/**
 * Parses the Worker's `env` once, including what modules need. Never throws: errors are in the
 * report.
 */
export function parseBindings(env: unknown, modules: readonly Module[] = []): BindingReport {
  const given = { ...(env as Record<string, unknown>) };
  const needed = critical.safeParse(given);
  const { settings, problems } = parseOptional(given);
  const isProd = given.ENVIRONMENT === "prod";
  const isError = ({ name }: BindingProblem) => isProd && neededInProd.includes(name);
  const insecure =
    isProd && settings.CORS_ORIGINS.some(({ scheme }) => scheme !== "https") ? [plainOrigin] : [];
  const ofModules = parseModules(modules, given, settings.CONFIGURATION);
  const secrets = givenSecrets(given, modules, settings.ROTATED);
  const missing = (needed.error?.issues ?? []).map(problemOf);
  const errors = [...missing, ...ofModules.errors, ...problems.filter(isError), ...insecure];
  const shared = { ...settings, secretValues: secrets.values };
  return {
    bindings:
      needed.success && errors.length === 0
        ? { ...needed.data, ...shared, modules: ofModules.modules }
        : undefined,
    settings: shared,
    errors: errors.map(lineOf),
    warnings: [...problems.filter((one) => !isError(one)), ...secrets.problems].map(lineOf),
    absent: absentOf(modules, given),
    redactor: createRedactor(secretsOf(given, secrets.names)),
  };
}

/** The optional bindings, with defaults in place of invalid ones. */
function parseOptional(bound: Record<string, unknown>): {
  settings: OptionalBindings;
  problems: BindingProblem[];
} {
  const given = withoutEmptyKeys(bound);
  const empty = Object.keys(bound).filter(
    (name) => !(name in given) && !name.endsWith("_PREVIOUS"),
  );
  const missing = new Set([
    ...[...neededInProd, ...expected].filter((name) => given[name] === undefined),
    ...empty,
  ]);
  const first = optional.safeParse(given);
  const wrong = (first.error?.issues ?? []).map(problemOf);
  const right = Object.fromEntries(
    Object.entries(given).filter(([name]) => !wrong.some((problem) => problem.name === name)),
  );
  return {
    settings: first.data ?? optional.parse(right),
    problems: [...[...missing].map((name) => ({ name, message: "not set" })), ...wrong],
  };
}

const plainOrigin: BindingProblem = { name: "CORS_ORIGINS", message: "must all be https in prod" };
