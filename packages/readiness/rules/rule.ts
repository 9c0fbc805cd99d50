import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import type { Schema } from "../database/schema.ts";
import type { Place } from "../place.ts";
import type { PlannedResource, ResourceKind } from "../plan/resource.ts";
import type { PlannedObject } from "../plan/value.ts";
import type { AppFacts } from "../samples/routes.ts";

export const environments = ["local", "staging", "prod"] as const;
export type Environment = (typeof environments)[number];

export const areas = [
  "database",
  "pooling",
  "cache",
  "edge",
  "worker",
  "errors",
  "secrets",
  "cors",
  "rollout",
  "cost",
  "protection",
] as const;
export type Area = (typeof areas)[number];

/** `mandatory` rejects the update, `advisory` only reports, `off` does not judge. */
export const severities = ["mandatory", "advisory", "off"] as const;
export type Severity = (typeof severities)[number];

/** How serious a violation is, from most to least: its weight in the score and its SARIF level. */
export const ranks = ["critical", "high", "medium", "low"] as const;
export type Rank = (typeof ranks)[number];

export interface Finding {
  /** `unknown`: cannot be judged before the update makes it known. */
  readonly kind: "violation" | "unknown";
  /** What is wrong or unknown; never a secret's value. */
  readonly message: string;
  /** The resource it is about; none when one is missing. */
  readonly resource?: PlannedResource;
  /** The place in a file of the project, if it is not the resource's declaration. */
  readonly place?: Place;
  /**
   * The part of the resource it is about, by its common name: a binding, a table, a rule's ref.
   * Waivers name it. By default it is read from the message.
   */
  readonly subject?: string;
  /** The key of the stack file that is at fault: `seaworthy:edge.hostname`. */
  readonly configKey?: string;
  /** The name or ref of the resource's list item to change, if no message names it. */
  readonly item?: string;
  /** The property to change. */
  readonly property?: string;
  /** The mistake is in the program, whatever the stack file's value is. */
  readonly inProgram?: true;
}

/** Example code that satisfies a rule. */
export interface Example {
  /** `yaml` is part of the stack file, `typescript` of the program, `sql` of a migration. */
  readonly language: "yaml" | "typescript" | "sql";
  readonly code: string;
}

/** A rule's inputs besides the resources. */
export interface Facts {
  readonly environment: Environment;
  /** The stack's name; undefined where no stack is judged. */
  readonly stack?: string;
  /** The day of the judgement, `2026-11-21`. */
  readonly today: string;
  /** The stack's configuration by its full key (`seaworthy:database`), without encrypted values. */
  readonly config?: PlannedObject;
  /** Whether `config` shows which values are encrypted; Pulumi does not tell policy packs. */
  readonly knowsEncrypted?: boolean;
  /** The database's schema, from its migrations or from a live database. */
  readonly schema?: Schema;
  /** What the stack's app serves; undefined for a program that does not provide it. */
  readonly app?: AppFacts;
  /** Where a text occurs verbatim in a file of the program or in the stack file. */
  readonly written?: (text: string) => Place | undefined;
}

export interface Context extends Facts {
  /** The profile's settings for this rule; all others have their defaults. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What a rule cannot judge without. A source of resources that lacks it makes the rule's outcome
 * `unknown`.
 */
export type Need =
  | "config"
  | "encrypted-config"
  | "schema"
  | "secret-marks"
  | "protect-option"
  | "retain-option";

/** A requirement on a stack: data about it, and a pure function that finds violations. */
export interface Rule {
  /** Supabase's own name of the check if it has one, otherwise `<area>-<what is required>`. */
  readonly id: string;
  /** Former ids; waivers and profiles may still use them. */
  readonly aliases?: readonly string[];
  readonly area: Area;
  /** The requirement in one line. */
  readonly title: string;
  /** What it protects from. */
  readonly why: string;
  /** How to fix a violation, with the key of the stack file if there is one. */
  readonly fix: string;
  readonly example: Example;
  /** URL of the page that the requirement, or its number, comes from. */
  readonly source: string;
  readonly severity: Readonly<Record<Environment, Severity>>;
  readonly rank: Rank;
  /**
   * `resource`: each resource is judged before any change to it. `stack`: all of them together, at
   * the end of a preview and of an update.
   */
  readonly scope: "resource" | "stack";
  /** The rule applies to stacks with one of these; for all others it is not applicable. */
  readonly subjects: readonly ResourceKind[];
  /**
   * Whether it applies to this program, if that does not follow from its subjects: rules about apps
   * do not apply to programs that describe no app.
   */
  readonly applies?: (context: Context) => boolean;
  readonly needs?: readonly Need[];
  /** Numbers that a profile may change, with their defaults. */
  readonly configuration?: z.ZodObject;
  readonly judge: (resources: readonly PlannedResource[], context: Context) => readonly Finding[];
  /**
   * The corrected properties, if they follow from the rule alone; undefined when nothing needs to
   * change.
   */
  readonly remediate?: (resource: PlannedResource) => PlannedObject | undefined;
}

type Definition<Shape extends z.ZodObject> = Omit<Rule, "configuration" | "judge" | "applies"> & {
  readonly configuration: Shape;
  readonly applies?: (settings: z.output<Shape>, facts: Facts) => boolean;
  readonly judge: (
    resources: readonly PlannedResource[],
    settings: z.output<Shape>,
    facts: Facts,
  ) => readonly Finding[];
};

/**
 * A configurable rule: settings from the stack's app, overridden by a profile. They arrive
 * validated, with defaults filled in.
 */
export function configurable<Shape extends z.ZodObject>({
  judge,
  applies,
  configuration,
  ...rest
}: Definition<Shape>): Rule {
  const parsed = ({ app, settings }: Context) =>
    configuration.parse({ ...app?.settings?.[rest.id], ...settings });
  return {
    ...rest,
    configuration,
    ...(applies === undefined
      ? {}
      : { applies: ({ settings, ...facts }) => applies(parsed({ ...facts, settings }), facts) }),
    judge: (resources, { settings, ...facts }) =>
      judge(resources, parsed({ ...facts, settings }), facts),
  };
}

/** A list of paths that a profile may set; each includes everything below it. */
export const paths = (byDefault: readonly string[], description: string) =>
  z
    .array(z.string().startsWith("/"))
    .default([...byDefault])
    .describe(description);

export const everywhere: Rule["severity"] = {
  local: "mandatory",
  staging: "mandatory",
  prod: "mandatory",
};
/** A stack on a developer's own machine need not be hardened. */
export const deployed: Rule["severity"] = { local: "off", staging: "mandatory", prod: "mandatory" };
export const inProduction: Rule["severity"] = {
  local: "off",
  staging: "advisory",
  prod: "mandatory",
};
export const productionOnly: Rule["severity"] = { local: "off", staging: "off", prod: "mandatory" };

export function violation(
  message: string,
  resource?: PlannedResource,
  more: Omit<Finding, "kind" | "message" | "resource"> = {},
): Finding {
  return { kind: "violation", message, ...defined({ resource }), ...more };
}

/** @param what the property that is not known yet, such as `projectRef of pooler`. */
export function notKnown(what: string, resource: PlannedResource): Finding {
  return {
    kind: "unknown",
    message: `${what} of ${resource.name} is known only after the update, when it is judged again`,
    resource,
  };
}

/** A positive integer that a profile may set. */
export const positive = (byDefault: number, description: string) =>
  z.int().positive().default(byDefault).describe(description);
