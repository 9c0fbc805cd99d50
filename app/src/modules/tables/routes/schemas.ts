import { z } from "@hono/zod-openapi";
import { uuid } from "@seaworthy/platform/request/uuid";
import { isStorableText } from "@seaworthy/platform/runtime/storable-text";
import { mostListed } from "../members.ts";
import { mostRows } from "../query/query.ts";
import { changesSchema, mostChanges, requestId } from "../rows/changes.ts";
import { columnsSchema, roles } from "../schema/columns.ts";
import { cells } from "../schema/values.ts";

export const tableId = z.object({ id: uuid });
export const rowId = z.object({ id: uuid, rowId: uuid });
export const memberId = z.object({ id: uuid, userId: uuid });

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isStorableText, "must be well-formed Unicode");

export const newTable = z.strictObject({ name, columns: columnsSchema }).openapi("NewTable");
export const newSchema = z.strictObject({ columns: columnsSchema }).openapi("TableSchema");

/** Columns as clients get them: with all defaults filled in. */
const columnsAnswer = z
  .array(
    z.object({
      name: z.string(),
      type: z.string(),
      required: z.boolean(),
      indexed: z.boolean(),
      semantic: z.boolean().default(false),
      readableBy: z.array(z.enum(roles)).max(roles.length),
      writableBy: z.array(z.enum(roles)).max(roles.length),
    }),
  )
  .max(50);

export const tableAnswer = z
  .object({
    id: z.uuid(),
    name: z.string(),
    columns: columnsAnswer,
    role: z.enum(roles),
    joinedAt: z.string(),
  })
  .openapi("Table");
export const tablesAnswer = z
  .object({ tables: z.array(tableAnswer).max(mostListed), nextCursor: z.string().nullable() })
  .openapi("TablePage");

export const newRow = z.strictObject({ id: uuid.optional(), values: cells }).openapi("NewTableRow");
export const changedRow = z.strictObject({ values: cells }).openapi("ChangedTableRow");
export const batch = z
  .strictObject({ requestId: requestId.optional(), changes: changesSchema })
  .openapi("TableBatch");

const row = z.object({ id: z.uuid(), values: cells });
export const rowsAnswer = z
  .object({ rows: z.array(row).max(mostRows), nextCursor: z.string().nullable() })
  .openapi("TableRowPage");
export const writtenAnswer = z
  .object({ seq: z.int(), ids: z.array(z.uuid()).max(mostChanges) })
  .openapi("TableWritten");

export const member = z.strictObject({ role: z.enum(["editor", "viewer"]) }).openapi("TableMember");

/** Problems that an import lists; more are only counted. */
export const mostProblems = 100;
export const importAnswer = z
  .object({
    imported: z.int(),
    refused: z.int(),
    problems: z.array(z.object({ line: z.int(), message: z.string() })).max(mostProblems),
  })
  .openapi("TableImport");
