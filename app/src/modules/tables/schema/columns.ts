import { z } from "@hono/zod-openapi";

/** Member roles; only the owner may change the schema and the members. */
export const roles = ["owner", "editor", "viewer"] as const;
export type Role = (typeof roles)[number];

const columnTypes = ["text", "integer", "number", "boolean", "timestamp"] as const;
export type ColumnType = (typeof columnTypes)[number];

/**
 * SQLite in a Durable Object allows 100 columns per table and 100 bound parameters per statement.
 */
export const mostColumns = 50;

export const columnName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, "must be lower-case letters, digits and underscores")
  .refine((name) => name !== "id", "is reserved: every row has an id");

const role = z.enum(roles);

const columnSchema = z
  .strictObject({
    name: columnName,
    type: z.enum(columnTypes),
    /** Never null. */
    required: z.boolean().default(false),
    /** Queries can use it to find rows. */
    indexed: z.boolean().default(false),
    /** Its texts are embedded: rows can be found by what they mean. */
    semantic: z.boolean().default(false),
    readableBy: z
      .array(role)
      .max(roles.length)
      .default([...roles]),
    writableBy: z.array(role).max(roles.length).default(["owner", "editor"]),
  })
  .refine(({ semantic, type }) => !semantic || type === "text", {
    path: ["semantic"],
    message: "needs the type text",
  })
  .refine(({ semantic, readableBy }) => !semantic || readableBy.length === roles.length, {
    path: ["readableBy"],
    message: "must list all roles: a search shows what a semantic column contains",
  })
  .refine(({ readableBy }) => readableBy.includes("owner"), {
    path: ["readableBy"],
    message: "must include owner",
  })
  .refine(
    ({ readableBy, writableBy }) => writableBy.every((writer) => readableBy.includes(writer)),
    { path: ["writableBy"], message: "may only list roles that can read the column" },
  )
  .openapi("TableColumn");
export type Column = z.output<typeof columnSchema>;

/** A table's columns, in the order they were added. */
export const columnsSchema = z
  .array(columnSchema)
  .min(1)
  .max(mostColumns)
  .refine((columns) => new Set(columns.map(({ name }) => name)).size === columns.length, {
    message: "has two columns with the same name",
  });

export const readable = (columns: readonly Column[], by: Role): readonly Column[] =>
  columns.filter(({ readableBy }) => readableBy.includes(by));

/** Quoted and prefixed, so that it never collides with an SQL keyword or an internal column. */
export const sqlName = ({ name }: Pick<Column, "name">): string => `"c_${name}"`;
export const indexName = ({ name }: Pick<Column, "name">): string => `"i_${name}"`;
