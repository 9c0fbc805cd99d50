import type { z } from "zod";
import type { Module } from "../modules/define-module.ts";
import { createRedactor, type Redactor } from "../observability/redaction.ts";
import { type BindingProblem, lineOf, problemOf } from "./binding-problem.ts";
import { metaOf } from "./binding-table.ts";
import { type ParsedModule, parseModules } from "./module-bindings.ts";
import { critical, optional } from "./platform-bindings.ts";
import { givenSecrets, secretsOf } from "./secret-values.ts";

/** Those of the optional ones that must be there in prod, and in other environments should be. */
const neededInProd = Object.entries(optional.shape)
  .filter(([, field]) => metaOf(field).neededIn === "prod")
  .map(([name]) => name);

/** A secret that is bound and empty is one that nobody has given yet. */
const withoutEmptyKeys = (given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== "" || !isOptionalSecret(name)),
  );

const isOptionalSecret = (name: string) =>
  name in optional.shape &&
  metaOf(optional.shape[name as keyof typeof optional.shape]).kind === "secret_text";

/** Optional everywhere, but their absence is a warning. */
const expected = ["CORS_ORIGINS", "CF_VERSION_METADATA"];

export type OptionalBindings = z.output<typeof optional>;

/** What was parsed for modules; `modules/own.ts` gives each its own part, typed. */
export interface ForModules {
  readonly modules: Readonly<Record<string, ParsedModule>>;
  /** Values of the secrets that `ROTATED` or a module names, by binding; those that are set. */
  readonly secretValues: Readonly<Record<string, string>>;
}

export type Bindings = z.output<typeof critical> & OptionalBindings & ForModules;

export interface BindingReport {
  /** Undefined when a critical binding is missing or wrong. */
  readonly bindings: Bindings | undefined;
  /** What can be used even then. */
  readonly settings: OptionalBindings & Pick<ForModules, "secretValues">;
  /** `JWT_SECRET: must have at least 32 characters`. Names and reasons, never values. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Knows the values of all secret bindings, also of those that are wrong. */
  readonly redactor: Redactor;
}

/**
 * Reads the Worker's `env` once, with what modules need beside the platform. Never throws: what is
 * wrong is in the report.
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
    redactor: createRedactor(secretsOf(given, secrets.names)),
  };
}

/** The optional ones, with the default in place of each that is wrong. */
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
