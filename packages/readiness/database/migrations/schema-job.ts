import type { ErrorCode } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { Schema } from "../schema.ts";
import type { MigrationFile } from "./migration-files.ts";

/** What the thread is given. */
export interface Job {
  readonly migrations: readonly MigrationFile[];
  /** SQL that is run first and belongs to no file. */
  readonly before: string;
  /** Statements that did not end the last time: they are left out. */
  readonly endless: readonly Place[];
}

/** What it says. */
export interface Said {
  /** Before the statement runs: nothing more is heard until it ends. */
  readonly started?: Place;
  readonly schema?: Schema;
  readonly failed?: { readonly code: ErrorCode; readonly message: string };
}
