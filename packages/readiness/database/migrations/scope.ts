import type { SchemaPart } from "../schema.ts";
import { type SqlNode, textAt } from "./syntax.ts";

export const everyPart: readonly SchemaPart[] = [
  ...(["tables", "views", "policies", "functions", "indexes", "foreignKeys"] as const),
  ...(["extensions", "roles", "publications", "buckets", "steps"] as const),
];

/** What a statement of this kind can change at most; of all others, everything is taken. */
const parts: Readonly<Record<string, readonly SchemaPart[]>> = {
  AlterExtensionStmt: ["extensions"],
  CommentStmt: [],
  CreateExtensionStmt: ["extensions"],
  CreateFunctionStmt: ["functions"],
  CreatePolicyStmt: ["policies"],
  CreatePublicationStmt: ["publications"],
  AlterPublicationStmt: ["publications"],
  CreateRoleStmt: ["roles"],
  CreateTrigStmt: [],
  IndexStmt: ["indexes", "steps"],
  VariableSetStmt: [],
  ViewStmt: ["views"],
};

const rowStatements = ["InsertStmt", "UpdateStmt", "DeleteStmt"];

export function partsOf(kind: string, node: SqlNode): readonly SchemaPart[] {
  if (!rowStatements.includes(kind)) return parts[kind] ?? everyPart;
  return textAt(node, "relation", "schemaname") === "storage" ? ["buckets"] : ["steps"];
}
