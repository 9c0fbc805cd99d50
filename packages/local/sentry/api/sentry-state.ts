import type { Clock } from "../../kernel/clock.ts";
import { isoTime } from "../../kernel/clock.ts";
import type { Store } from "../../kernel/store.ts";
import type {
  ClientKey,
  Declarations,
  DeclaredRelease,
  Deploy,
  Detector,
  Project,
  Team,
  Workflow,
} from "../ingest/model.ts";
import { defaultDetectors } from "./monitors/default-detectors.ts";

interface Documents {
  readonly team: Team;
  readonly project: Project;
  readonly key: ClientKey;
  readonly detector: Detector;
  readonly workflow: Workflow;
  readonly release: DeclaredRelease;
  readonly deploy: Deploy;
}
type Kind = keyof Documents;

/** What was declared through the Sentry API: the desired state, in the cloud's store. */
export interface SentryState extends Declarations {
  all<K extends Kind>(kind: K): Documents[K][];
  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined;
  put<K extends Kind>(kind: K, document: Documents[K]): void;
  /** Atomic; the function must be synchronous. */
  transaction<T>(work: () => T): T;
  /** `73200001`, …: one sequence for all kinds. */
  nextId(): string;
  now(): string;
  keys(projectId: string): ClientKey[];
  addProject(project: Project, key: ClientKey): void;
  /**
   * Deletes the project with its keys and monitors; alerts left without a monitor stay, as at
   * Sentry.
   */
  deleteProject(projectId: string): void;
  /** Deletes the team; its projects stay without it. */
  deleteTeam(teamId: string): void;
  delete(kind: Kind, id: string): void;
  /** Runs within the caller's transaction. */
  deleteAll<K extends Kind>(kind: K, which: (document: Documents[K]) => boolean): void;
}

const firstId = 73_200_000;

export function openSentryState(store: Store, clock: Clock): SentryState {
  const kindOf = (kind: Kind) => `sentry.${kind}`;
  const all = <K extends Kind>(kind: K) => store.list<Documents[K]>(kindOf(kind));
  const put = <K extends Kind>(kind: K, document: Documents[K]) =>
    store.put(kindOf(kind), document.id, document);
  const nextId = () => {
    const id = (store.get<number>("sentry.sequence", "id") ?? firstId) + 1;
    store.put("sentry.sequence", "id", id);
    return String(id);
  };
  const remove = (kind: Kind, id: string) => {
    store.delete(kindOf(kind), id);
    if (kind === "detector") detach(all("workflow"), id, (workflow) => put("workflow", workflow));
  };
  const keys = (projectId: string) => all("key").filter((key) => key.projectId === projectId);
  const detectors = (projectId: string) =>
    all("detector").filter((detector) => detector.projectId === projectId);
  return {
    all,
    put,
    nextId,
    keys,
    detectors,
    delete: (kind, id) => store.transaction(() => remove(kind, id)),
    deleteAll: (kind, which) => {
      for (const document of all(kind).filter(which)) remove(kind, document.id);
    },
    get: (kind, id) => store.get(kindOf(kind), id),
    transaction: (work) => store.transaction(work),
    now: () => isoTime(clock),
    key: (publicKey) => store.get(kindOf("key"), publicKey),
    project: (id) => store.get(kindOf("project"), id),
    workflows: () => all("workflow"),
    addProject: (project, key) =>
      store.transaction(() => {
        put("project", project);
        put("key", key);
        for (const detector of defaultDetectors(project, nextId)) put("detector", detector);
      }),
    deleteTeam: (teamId) =>
      store.transaction(() => {
        const theirs = all("project").filter((project) => project.teamIds.includes(teamId));
        for (const project of theirs)
          put("project", { ...project, teamIds: project.teamIds.filter((id) => id !== teamId) });
        remove("team", teamId);
      }),
    deleteProject: (projectId) =>
      store.transaction(() => {
        for (const key of keys(projectId)) remove("key", key.id);
        for (const detector of detectors(projectId)) remove("detector", detector.id);
        remove("project", projectId);
      }),
  };
}

function detach(
  workflows: readonly Workflow[],
  detectorId: string,
  save: (workflow: Workflow) => void,
): void {
  for (const workflow of workflows) {
    if (!workflow.detectorIds.includes(detectorId)) continue;
    save({ ...workflow, detectorIds: workflow.detectorIds.filter((id) => id !== detectorId) });
  }
}
