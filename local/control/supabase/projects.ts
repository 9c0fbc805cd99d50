import { SeaworthyError } from "@seaworthy/core/errors.ts";
import { type Database, openDatabase } from "../../data/database/database.ts";
import { isoTime } from "../../kernel/clock.ts";
import type { CloudContext } from "../../kernel/context.ts";
import { databaseSpec, type NewProject, newProject, type Project } from "./project.ts";
import { createQueue } from "./queue.ts";

const kind = "supabase.project";

/** A project's record beside its running database. */
export interface OpenProject {
  readonly project: Project;
  readonly database: Database;
}

/** The projects of the local cloud, and the life of each one's database. */
export interface Projects {
  list(): Project[];
  /** Throws VENDOR_NOT_FOUND. */
  get(ref: string): Project;
  /** Resolves when the database answers. What fails is undone. */
  create(asked: NewProject): Promise<Project>;
  remove(ref: string): Promise<Project>;
  /**
   * Writes the change to the store, then lets `act` make the services follow. Changes of one project wait for each other. When `act`
   * fails the store keeps what was asked for, and the next start applies it, unless `act` writes something else.
   */
  change(ref: string, change: (project: Project) => Project, act?: (open: OpenProject) => Promise<void>): Promise<Project>;
  /** Throws VENDOR_NOT_FOUND. */
  open(ref: string): Promise<OpenProject>;
  /** Writes the record as it is given. Only inside `act`. */
  save(project: Project): void;
  /** Finishes what was interrupted and starts every database. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export function createProjects(context: CloudContext): Projects {
  const queue = createQueue();
  const databases = new Map<string, Promise<Database>>();
  const databaseOf = (project: Project): Promise<Database> => {
    const known = databases.get(project.ref);
    if (known) return known;
    const opened = openDatabase(context, project.ref, project.passwords);
    databases.set(project.ref, opened);
    return opened;
  };
  const save = (project: Project) => context.store.put(kind, project.ref, project);
  const get = (ref: string) => context.store.get<Project>(kind, ref) ?? throwUnknown(ref);
  const open = async (ref: string): Promise<OpenProject> => {
    const project = get(ref);
    return { project, database: await databaseOf(project) };
  };
  const finishRemoval = async (project: Project) => {
    await (await databaseOf(project)).remove();
    databases.delete(project.ref);
    context.store.delete(kind, project.ref);
  };
  const finishCreation = async (project: Project): Promise<Project> => {
    const ready: Project = { ...project, phase: "ready" };
    await (await databaseOf(project)).start(databaseSpec(project));
    save(ready);
    return ready;
  };
  const resumeOne = async (project: Project) => {
    if (project.phase === "deleting") return finishRemoval(project);
    if (project.phase === "creating") return void (await finishCreation(project));
    await startReady(project, await databaseOf(project), save);
  };
  return {
    list: () => context.store.list<Project>(kind),
    get,
    open,
    save,
    create: (asked) => {
      const project = newProject(asked, isoTime(context.clock));
      return queue.run(project.ref, async () => {
        save(project);
        try {
          return await finishCreation(project);
        } catch (thrown) {
          save({ ...project, phase: "deleting" });
          await finishRemoval(project);
          throw thrown;
        }
      });
    },
    remove: (ref) =>
      queue.run(ref, async () => {
        const project: Project = { ...get(ref), phase: "deleting" };
        save(project);
        await finishRemoval(project);
        return project;
      }),
    change: (ref, change, act) =>
      queue.run(ref, async () => {
        save(change(get(ref)));
        await act?.(await open(ref));
        return get(ref);
      }),
    resume: async () => {
      await Promise.all(context.store.list<Project>(kind).map((project) => queue.run(project.ref, () => resumeOne(project))));
    },
    close: async () => {
      const opened = await Promise.allSettled(databases.values());
      await Promise.all(opened.map((result) => (result.status === "fulfilled" ? result.value.stop() : undefined)));
    },
  };
}

/** Starts a complete project; goes back to the earlier settings when new ones, cut off while applied, do not let it start. */
async function startReady(project: Project, database: Database, save: (project: Project) => void): Promise<void> {
  const { settingsBefore, ...settled } = project;
  try {
    await database.start(databaseSpec(project));
    save(settled);
  } catch (thrown) {
    if (settingsBefore === undefined) throw thrown;
    const reverted: Project = { ...settled, settings: settingsBefore };
    save(reverted);
    await database.start(databaseSpec(reverted));
  }
}

function throwUnknown(ref: string): never {
  throw new SeaworthyError("VENDOR_NOT_FOUND", `Project ${JSON.stringify(ref).slice(0, 60)} not found`);
}
