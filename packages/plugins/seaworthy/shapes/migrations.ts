import { list, object, output, type Shape, string } from "../../engine/shape.ts";
import { accessShape } from "./database-access.ts";

/** The properties of `seaworthy:index:Migrations`. */
export const migrationsShape = {
  ...accessShape,
  /** Folder of `*.sql` files in node-pg-migrate's format; relative to the folder of Pulumi.yaml. */
  directory: string({ mode: "required" }),
  /**
   * Further folders of migrations, each with its name in the ledger. Numbers are ordered across all
   * folders; a lower number that is added later still runs.
   */
  sources: list(
    object({ name: string({ mode: "required" }), directory: string({ mode: "required" }) }),
  ),
  /**
   * Of the files' names and contents, so that a new file is a change. Computed by the plugin when
   * omitted.
   */
  checksum: string({ mode: "computed" }),
  /** Names of all applied migrations, in order of application. */
  applied: list(string(), { ...output, moves: true }),
} satisfies Shape;
