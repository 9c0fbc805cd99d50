import type { SchemaPart } from "../schema.ts";
import { type SqlNode, textAt } from "./syntax.ts";

export const everyPart: readonly SchemaPart[] = [
  ...([
    "tables",
    "views",
    "platformTables",
    "policies",
    "functions",
    "indexes",
    "foreignKeys",
  ] as const),
  ...(["extensions", "roles", "publications", "buckets", "steps"] as const),
];

/** What a statement of this kind can change at most; any other kind may change everything. */
const parts: Readonly<Record<string, readonly SchemaPart[]>> = {
  AlterDefaultPrivilegesStmt: ["tables", "views", "functions"],
  AlterExtensionStmt: ["extensions"],
  AlterPolicyStmt: ["policies"],
  AlterRoleSetStmt: ["roles"],
  AlterRoleStmt: ["roles"],
  AlterTableStmt: ["tables", "views", "indexes", "foreignKeys", "publications", "steps"],
  CommentStmt: [],
  CreateExtensionStmt: ["extensions"],
  CreateFunctionStmt: ["functions"],
  CreatePolicyStmt: ["policies"],
  CreatePublicationStmt: ["publications"],
  AlterPublicationStmt: ["publications"],
  CreateRoleStmt: ["roles"],
  CreateStmt: ["tables", "indexes", "foreignKeys", "publications"],
  CreateTrigStmt: [],
  GrantRoleStmt: ["roles", "tables", "views", "functions"],
  GrantStmt: ["tables", "views", "platformTables", "functions"],
  IndexStmt: ["indexes", "steps"],
  VariableSetStmt: [],
  ViewStmt: ["views"],
};

const rowStatements = ["InsertStmt", "UpdateStmt", "DeleteStmt"];

export function partsOf(kind: string, node: SqlNode): readonly SchemaPart[] {
  if (!rowStatements.includes(kind)) return parts[kind] ?? everyPart;
  return textAt(node, "relation", "schemaname") === "storage" ? ["buckets"] : ["steps"];
}
