import { z } from "@hono/zod-openapi";
import { columnName } from "../schema/columns.ts";
import { cell } from "../schema/values.ts";

const operators = ["=", "!=", "<", "<=", ">", ">=", "in", "contains", "null"] as const;
export type Operator = (typeof operators)[number];

/** SQLite in a Durable Object allows 100 bound parameters. */
const mostListed = 50;
export const mostRows = 200;

/** For example `["done", "=", false]`; `in` takes a list, and `null` takes true or false. */
const condition = z
  .tuple([columnName, z.enum(operators), z.union([cell, z.array(cell).max(mostListed)])])
  .openapi({ type: "array" });
export type Condition = z.output<typeof condition>;

export const where = z.array(condition).max(10).default([]);
export type Where = z.output<typeof where>;

/** A table query as data: clients never send SQL. */
export const querySchema = z
  .strictObject({
    where,
    order: z
      .strictObject({
        column: columnName,
        direction: z.enum(["asc", "desc"]).default("asc"),
      })
      .optional(),
    limit: z.int().min(1).max(mostRows).default(50),
    cursor: z.string().max(30_000).optional(),
  })
  .openapi("TableQuery");
export type Query = z.output<typeof querySchema>;
