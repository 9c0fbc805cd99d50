import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { z } from "zod";

const issuesSchema = z.array(
  z.object({ id: z.string(), firstSeen: z.string(), issueCategory: z.string().default("error") }),
);

export interface IssueQuestion {
  readonly versionId: string;
  readonly base: string;
  /** Issues first seen earlier do not belong to the new version. */
  readonly sinceMs: number;
}

/**
 * How many errors are new in a version (an event's release is the version's id), excluding those
 * the previous version has too. Undefined when Sentry is unreachable.
 */
export async function newIssues(
  sentry: VendorClient,
  { organization, project }: Manifest["sentry"],
  { versionId, base, sinceMs }: IssueQuestion,
): Promise<number | undefined> {
  const of = async (release: string) => {
    const query = encodeURIComponent(`release:"${release}"`);
    // Newest first: those in question are on the first page, however many there are.
    const path = `/0/projects/${organization}/${project}/issues/?query=${query}&sort=new&limit=100`;
    return issuesSchema.parse((await sentry.request("GET", path)).body);
  };
  try {
    const [fresh, old] = await Promise.all([of(versionId), of(base)]);
    const known = new Set(old.map(({ id }) => id));
    const isNew = ({ id, firstSeen, issueCategory }: (typeof fresh)[number]) =>
      issueCategory === "error" && !known.has(id) && Date.parse(firstSeen) >= sinceMs;
    return fresh.filter(isNew).length;
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code.startsWith("VENDOR_")) return undefined;
    throw thrown;
  }
}
