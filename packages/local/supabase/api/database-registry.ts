import { SeaworthyError } from "@seaworthy/core/errors";
import type { CloudContext } from "../../kernel/context.ts";
import { type Database, openDatabase } from "../database/database.ts";
import type { Project } from "./project.ts";

/** The handles of the projects' databases, one per project. */
export interface DatabaseRegistry {
  readonly isClosed: boolean;
  of(project: Project): Promise<Database>;
  /** Stops it, deletes its data and drops the handle. */
  remove(project: Project): Promise<void>;
  /** Stops every database; later starts fail, including those in flight. */
  close(): Promise<void>;
}

export function createDatabaseRegistry(context: CloudContext): DatabaseRegistry {
  const handles = new Map<string, Promise<Database>>();
  const opened = new Map<string, Database>();
  let isClosed = false;
  const guarded = withStartGuard(context, () => isClosed);
  const open = async (project: Project): Promise<Database> => {
    const database = await openDatabase(guarded, project.ref, project.passwords);
    opened.set(project.ref, database);
    return database;
  };
  const of = (project: Project): Promise<Database> => {
    const known = handles.get(project.ref);
    if (known) return known;
    const handle = open(project);
    handles.set(project.ref, handle);
    // A database that could not be opened (a server is not installed yet) is retried next time;
    // callers that await it get the error.
    handle.catch(() => handles.delete(project.ref));
    return handle;
  };
  return {
    get isClosed() {
      return isClosed;
    },
    of,
    remove: async (project) => {
      await (await of(project)).remove();
      handles.delete(project.ref);
      opened.delete(project.ref);
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...opened.values()].map((database) => database.stop()));
    },
  };
}

/**
 * A creation may be in flight when the local cloud ends: the server that it starts next would
 * outlive the cloud.
 */
function withStartGuard(context: CloudContext, isClosed: () => boolean): CloudContext {
  const { processes } = context;
  return {
    ...context,
    processes: {
      ...processes,
      start: async (spec) => {
        if (isClosed())
          throw new SeaworthyError(
            "PROCESS_FAILED",
            `${spec.name} was not started: the local cloud is stopping.`,
            { retryable: true },
          );
        return processes.start(spec);
      },
    },
  };
}
