import type { ErrorCode } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { Schema } from "../schema.ts";
import type { MigrationFile } from "./migration-files.ts";

/** The thread's input. */
export interface Job {
  readonly migrations: readonly MigrationFile[];
  /** SQL that is run first and belongs to no file. */
  readonly before: string;
  /** Statements that did not end last time: they are skipped. */
  readonly endless: readonly Place[];
}

/** The thread's messages. */
export interface Said {
  /** Sent before the statement runs, because nothing more arrives until it ends. */
  readonly started?: Place;
  readonly schema?: Schema;
  readonly failed?: { readonly code: ErrorCode; readonly message: string };
}
