import type { EdgeState, QueueState, VersionState, WorkerState } from "../edge/state.ts";
import {
  type Documents,
  deploymentsOf,
  type NamespaceDocument,
  type QueueConsumerDocument,
  type QueueDocument,
  type RulesetDocument,
  type VersionDocument,
  type WorkerDocument,
  type ZoneSettingDocument,
} from "./documents.ts";
import { zoneName } from "./ids.ts";
import { namedLists, namesList } from "./lists/lists.ts";
import { resolveBindings } from "./workers/bindings/binding-kinds.ts";
import type { ModuleFiles } from "./workers/versions/module-files.ts";

interface Sources {
  readonly documents: Documents;
  readonly modules: ModuleFiles;
}

/** The desired state of the edge, derived from the store. */
export function edgeState(sources: Sources): EdgeState {
  const { documents } = sources;
  return {
    zoneName,
    routes: documents.routes.list(),
    domains: documents.domains
      .list()
      .map(({ hostname, service }) => ({ hostname, script: service })),
    workers: documents.workers.list().flatMap((worker) => deployedState(sources, worker) ?? []),
    queues: documents.queues.list().map((queue) => queueState(sources, queue)),
    rulesets: rulesetStates(documents),
    settings: Object.fromEntries(
      documents.zoneSettings.list().map((setting) => [setting.id, settingValue(setting)]),
    ),
  };
}

/** Rules, each with the lists that it references. */
function rulesetStates(documents: Documents): EdgeState["rulesets"] {
  const states = ({ phase, rules }: RulesetDocument) => {
    const lists = Object.entries(namedLists(documents, phase));
    return rules.map((rule) => {
      const named = lists.filter(([name]) => namesList(rule, name));
      return named.length === 0 ? rule : { ...rule, lists: Object.fromEntries(named) };
    });
  };
  return Object.fromEntries(
    documents.rulesets.list().map((ruleset) => [ruleset.phase, states(ruleset)]),
  );
}

/** Cloudflare runs up to 250 handler calls concurrently; a single machine gets fewer. */
const mostConcurrent = 10;

function queueState({ documents }: Sources, { id, name, settings }: QueueDocument): QueueState {
  const found = documents.queueConsumers.list().find(({ queue_id }) => queue_id === id);
  return {
    id,
    name,
    deliveryDelay: settings.delivery_delay,
    paused: settings.delivery_paused,
    retentionSeconds: settings.message_retention_period,
    ...(found ? { consumer: consumerState(found) } : {}),
  };
}

function consumerState({
  script_name,
  dead_letter_queue,
  settings,
}: QueueConsumerDocument): NonNullable<QueueState["consumer"]> {
  return {
    script: script_name,
    batchSize: settings.batch_size,
    maxWaitMs: settings.max_wait_time_ms,
    maxRetries: settings.max_retries,
    retryDelay: settings.retry_delay,
    maxConcurrency: Math.min(settings.max_concurrency ?? mostConcurrent, mostConcurrent),
    deadLetterQueue: dead_letter_queue,
  };
}

/** Development mode expires, so the edge needs to know when it was switched on. */
function settingValue({ id, value, modified_on }: ZoneSettingDocument): unknown {
  if (id !== "development_mode") return value;
  return value === "on" ? { since: modified_on } : undefined;
}

/** Only this version, as if it were deployed. */
export function candidateState(
  sources: Sources,
  worker: WorkerDocument,
  version: VersionDocument,
): WorkerState {
  return {
    name: worker.name,
    versions: [{ percentage: 100, version: versionState(sources, version, worker.namespaces) }],
    namespaces: namespaceStates(worker),
    crons: [],
  };
}

function deployedState(sources: Sources, worker: WorkerDocument): WorkerState | undefined {
  const active = deploymentsOf(sources.documents, worker)[0];
  const versions = (active?.versions ?? []).flatMap(({ version_id, percentage }) => {
    const version = sources.documents.versions.get(version_id);
    return version
      ? [{ percentage, version: versionState(sources, version, worker.namespaces) }]
      : [];
  });
  if (versions.length === 0) return undefined;
  const crons = sources.documents.schedules.get(worker.id)?.schedules.map(({ cron }) => cron) ?? [];
  return { name: worker.name, versions, namespaces: namespaceStates(worker), crons };
}

function namespaceStates(worker: WorkerDocument): WorkerState["namespaces"] {
  return worker.namespaces.map(({ id, class: className, use_sqlite }) => ({
    id,
    className,
    sqlite: use_sqlite,
  }));
}

function versionState(
  sources: Sources,
  version: VersionDocument,
  namespaces: readonly NamespaceDocument[],
): VersionState {
  const { annotations, cache_options } = version.echoed as {
    annotations?: Record<string, string>;
    cache_options?: { enabled: boolean };
  };
  return {
    id: version.id,
    tag: annotations?.["workers/tag"] ?? "",
    createdOn: version.created_on,
    mainModule: version.main_module,
    modules: version.modules.map(({ name, content_type, sha256 }) => ({
      name,
      contentType: content_type,
      file: sources.modules.path(sha256),
    })),
    bindings: resolveBindings(version.bindings, { documents: sources.documents, namespaces }),
    compatibilityDate: version.compatibility_date,
    compatibilityFlags: version.compatibility_flags,
    cacheEnabled: cache_options?.enabled ?? false,
  };
}
