import type { Detector, Project } from "../../ingest/model.ts";

/**
 * The two monitors that Sentry creates with every project; alerts on new errors are connected to
 * one of them.
 */
export function defaultDetectors(project: Project, nextId: () => string): readonly Detector[] {
  const common = {
    projectId: project.id,
    description: null,
    enabled: true,
    owner: null,
    config: {},
    conditionGroup: null,
    metric: null,
    dateCreated: project.dateCreated,
    dateUpdated: project.dateCreated,
  };
  return [
    { ...common, id: nextId(), type: "error", name: "Error Monitor" },
    { ...common, id: nextId(), type: "issue_stream", name: "Issue Stream" },
  ];
}
