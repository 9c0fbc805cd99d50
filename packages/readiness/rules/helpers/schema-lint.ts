import { defined } from "@seaworthy/core/defined";
import type {
  ApiRole,
  Column,
  Named,
  Schema,
  SchemaPart,
  Table,
  Touch,
} from "../../database/schema.ts";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, type Facts, type Finding, notKnown, type Rule } from "../rule.ts";
import { read } from "./checks.ts";

/** A violation in the schema. */
interface Flaw {
  readonly at: Named;
  readonly message: string;
  /** Aspects that caused it, or prefixes of them: `rowSecurity`, `acl:anon:`. */
  readonly since?: readonly string[];
  /** Its name in a waiver; default `schema.name`. */
  readonly subject?: string;
}

/** The part of a schema that the Data API exposes. */
interface Exposed {
  readonly schemas: ReadonlySet<string>;
  readonly tables: readonly Table[];
}

/** A rule about the schema, without what all of them have in common. */
export interface SchemaLint
  extends Pick<Rule, "id" | "title" | "why" | "fix" | "source" | "rank">,
    Partial<Pick<Rule, "aliases" | "severity">> {
  /** SQL that satisfies it. */
  readonly code: string;
  readonly find: (schema: Schema, exposed: Exposed) => readonly Flaw[];
}

export function schemaRule({ code, find, ...rest }: SchemaLint): Rule {
  return {
    area: "database",
    severity: everywhere,
    ...rest,
    example: { language: "sql", code },
    scope: "stack",
    subjects: ["migrations"],
    needs: ["schema"],
    judge: lint(find),
  };
}

/** The page of a lint in Supabase's own documentation. */
export const splinter = (lintName: string): string =>
  `https://supabase.com/docs/guides/database/database-advisors?lint=${lintName}`;

/** Judges the database's schema; the project's settings determine which schemas are exposed. */
export function lint(find: SchemaLint["find"]): Rule["judge"] {
  return (resources: readonly PlannedResource[], { schema }: Facts) => {
    const [about] = ofType(resources, "migrations");
    const [settings] = ofType(resources, "supabaseSettings");
    const declared = settings === undefined ? undefined : read(settings, "api.db_schema");
    if (schema === undefined) return [];
    if (settings !== undefined && isUnknown(declared)) return [notKnown("api", settings)];
    // An undeclared setting means Supabase's default, so it is never empty.
    const names = typeof declared === "string" ? declared : "public, graphql_public";
    const schemas = new Set(names.split(",").map((one) => one.trim()));
    const { observed, parts } = observe(schema);
    const exposed = {
      schemas,
      get tables() {
        return observed.tables.filter((table) => schemas.has(table.schema));
      },
    };
    const flaws = find(observed, exposed).map((flaw) => finding(flaw, about));
    return [...flaws, ...notJudged(schema, parts, about)];
  };
}

/** The schema, recording which of its lists are read. */
function observe(schema: Schema) {
  const parts = new Set<string | symbol>();
  const observed = new Proxy(schema, {
    get(target, key) {
      parts.add(key);
      return Reflect.get(target, key);
    },
  });
  return { observed, parts };
}

/** A statement that could not be run may have changed what the lint checks. */
function notJudged(
  { notRun }: Schema,
  looked: ReadonlySet<string | symbol>,
  about: PlannedResource | undefined,
): readonly Finding[] {
  const hidden = notRun.filter(({ parts }) => parts.some((part: SchemaPart) => looked.has(part)));
  return hidden.slice(0, 1).map(({ place, reason }) => ({
    kind: "unknown",
    message: `${hidden.length === 1 ? "A statement" : `${hidden.length} statements`} of the migrations could not be run, so what they change is unknown. ${place.file}:${place.line}: ${reason}.`,
    place,
    ...defined({ resource: about }),
  }));
}

function finding(flaw: Flaw, about: PlannedResource | undefined): Finding {
  const { at, message, subject = nameOf(at) } = flaw;
  const place = placeOf(flaw);
  return {
    kind: "violation",
    message: `${nameOf(at)}: ${message}`,
    subject,
    ...defined({ resource: about, place }),
  };
}

export const nameOf = ({ schema, name }: Named): string =>
  schema === "" ? name : `${schema}.${name}`;

/** The last of the statements that created the object and caused the flaw. */
function placeOf({ at, since = [] }: Flaw) {
  const touches = [at, ...columnsOf(at)]
    .flatMap(({ touched = {} }) => Object.entries(touched))
    .filter(([aspect]) => since.some((one) => aspect.startsWith(one)))
    .map(([, touch]) => touch);
  const all: readonly Touch[] = at.made === undefined ? touches : [at.made, ...touches];
  return all.reduce<Touch | undefined>(
    (last, one) => (last === undefined || one.order >= last.order ? one : last),
    undefined,
  )?.place;
}

/** Privileges on single columns count for the table too. */
const columnsOf = (at: Named): readonly Pick<Column, "touched">[] =>
  "primaryKey" in at && "columns" in at ? (at.columns as readonly Column[]) : [];

const said: Readonly<Record<ApiRole, string>> = {
  anon: "anyone without a token",
  authenticated: "every signed-in user",
};

/** `anyone without a token and every signed-in user` */
export const whoIs = (roles: readonly ApiRole[]): string =>
  roles.map((role) => said[role]).join(" and ");

/** Grants that determine what these roles may do, including those to PUBLIC. */
export const grantsTo = (roles: readonly string[], ...privileges: readonly string[]): string[] =>
  ["", ...roles].flatMap((role) => privileges.map((one) => `acl:${role}:${one}`));

/** Roles that the API assumes for a request. */
export const apiRoles: readonly ApiRole[] = ["anon", "authenticated"];
