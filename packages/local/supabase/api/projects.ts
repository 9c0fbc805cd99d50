import { SeaworthyError } from "@seaworthy/core/errors";
import { isoTime } from "../../kernel/clock.ts";
import type { CloudContext } from "../../kernel/context.ts";
import type { Database } from "../database/database.ts";
import { createDatabaseRegistry, type DatabaseRegistry } from "./database-registry.ts";
import { databaseSpec, type NewProject, newProject, type Project } from "./project.ts";
import { createQueue } from "./queue.ts";

/** A project's record with its database. */
export interface OpenProject {
  readonly project: Project;
  readonly database: Database;
}

/** The local cloud's projects and the lifecycle of their databases. */
export interface Projects {
  list(): Project[];
  /** Throws VENDOR_NOT_FOUND. */
  get(ref: string): Project;
  /** Resolves when the database responds. A failed creation is undone. */
  create(asked: NewProject): Promise<Project>;
  remove(ref: string): Promise<Project>;
  /**
   * Writes the change to the store, then lets `act` apply it to the services. Changes to one
   * project run sequentially. If `act` fails, the store keeps the desired state and the next start
   * applies it, unless `act` saves something else.
   */
  change(
    ref: string,
    change: (project: Project) => Project,
    act?: (open: OpenProject) => Promise<void>,
  ): Promise<Project>;
  /** Throws VENDOR_NOT_FOUND. */
  open(ref: string): Promise<OpenProject>;
  /** Writes the record unchanged. Only inside `act`. */
  save(project: Project): void;
  /** Completes what was interrupted and starts every database. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly records: Records;
  readonly databases: DatabaseRegistry;
}

export function createProjects(context: CloudContext): Projects {
  const queue = createQueue();
  const records = createRecords(context);
  const databases = createDatabaseRegistry(context);
  const parts = { records, databases };
  const open = async (ref: string) => {
    const project = records.get(ref);
    return { project, database: await databases.of(project) };
  };
  return {
    list: records.list,
    get: records.get,
    save: records.save,
    open,
    create: (asked) => {
      const project = newProject(asked, isoTime(context.clock));
      return queue.run(project.ref, () => create(parts, project));
    },
    remove: (ref) => queue.run(ref, () => remove(parts, records.get(ref))),
    change: (ref, change, act) =>
      queue.run(ref, async () => {
        records.save(change(records.get(ref)));
        await act?.(await open(ref));
        return records.get(ref);
      }),
    resume: async () => {
      await Promise.all(
        records.list().map((project) => queue.run(project.ref, () => resume(parts, project))),
      );
    },
    close: databases.close,
  };
}

interface Records {
  list(): Project[];
  get(ref: string): Project;
  save(project: Project): void;
  delete(ref: string): void;
}

function createRecords({ store }: CloudContext): Records {
  const kind = "supabase.project";
  return {
    list: () => store.list<Project>(kind),
    get: (ref) => {
      const project = store.get<Project>(kind, ref);
      if (project === undefined)
        throw new SeaworthyError(
          "VENDOR_NOT_FOUND",
          `Project ${JSON.stringify(ref).slice(0, 60)} not found`,
        );
      return project;
    },
    save: (project) => store.put(kind, project.ref, project),
    delete: (ref) => void store.delete(kind, ref),
  };
}

async function create(parts: Parts, project: Project): Promise<Project> {
  parts.records.save(project);
  try {
    return await finishCreation(parts, project);
  } catch (thrown) {
    // If the local cloud ended before this completed, the next start completes it.
    if (!parts.databases.isClosed) await remove(parts, project);
    throw thrown;
  }
}

async function finishCreation({ records, databases }: Parts, project: Project): Promise<Project> {
  const ready: Project = { ...project, phase: "ready" };
  await (await databases.of(project)).start(databaseSpec(project));
  records.save(ready);
  return ready;
}

async function remove({ records, databases }: Parts, project: Project): Promise<Project> {
  const deleting: Project = { ...project, phase: "deleting" };
  records.save(deleting);
  await databases.remove(deleting);
  records.delete(project.ref);
  return deleting;
}

async function resume(parts: Parts, project: Project): Promise<void> {
  if (project.phase === "creating") await finishCreation(parts, project);
  else if (project.phase === "deleting") await remove(parts, project);
  else await start(parts, project);
}

/**
 * Starts a complete project; restores the previous settings if it does not start with new ones
 * whose change was interrupted.
 */
async function start({ records, databases }: Parts, project: Project): Promise<void> {
  const { settingsBefore, ...settled } = project;
  const database = await databases.of(project);
  try {
    await database.start(databaseSpec(project));
    records.save(settled);
  } catch (thrown) {
    if (settingsBefore === undefined) throw thrown;
    const reverted: Project = { ...settled, settings: settingsBefore };
    records.save(reverted);
    await database.start(databaseSpec(reverted));
  }
}
