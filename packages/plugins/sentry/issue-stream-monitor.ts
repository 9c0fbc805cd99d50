import { SeaworthyError } from "@seaworthy/core/errors";
import type { Api } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Values } from "../kit/values.ts";

/**
 * The monitor for all issues of a project; Sentry creates it with the project. Arguments:
 * organization, project (slugs).
 */
export async function getProjectIssueStreamMonitor(api: Api, args: Values): Promise<Values> {
  const { organization, project } = args;
  if (typeof organization !== "string" || typeof project !== "string") {
    throw new SeaworthyError(
      "INPUT_INVALID",
      "getProjectIssueStreamMonitor needs organization and project, both slugs.",
    );
  }
  const { id } = await api.call("GET", fill("/0/projects/{organization}/{project}/", args));
  const detectors = await api.list(
    `${fill("/0/organizations/{organization}/detectors/", args)}?project=${String(id)}`,
  );
  const found = detectors.find(({ type }) => type === "issue_stream");
  if (found) return { id: String(found.id), organization, project };
  throw new SeaworthyError(
    "VENDOR_NOT_FOUND",
    `Sentry project ${project} has no issue stream monitor.`,
  );
}
