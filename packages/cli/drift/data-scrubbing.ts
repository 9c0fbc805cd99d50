import type { Environment } from "@seaworthy/core/environment";
import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { sentryClient } from "../vendor-clients.ts";
import type { Declared } from "./compare-resource.ts";
import type { Repairable } from "./finding.ts";
import type { Look } from "./foreign.ts";

const type = "sentry:index/project:Project";
const keyType = "sentry:index/key:Key";

/**
 * Sentry's own removal of passwords and tokens from events, which neither provider of Sentry lets a
 * program declare: only a live reading shows that someone turned it off.
 */
export function looksForScrubbing(all: readonly Declared[], environment: Environment): Look[] {
  const projects = all
    .filter((one) => one.type === keyType)
    .map(({ inputs }) => ({
      organization: String(inputs.organization),
      project: String(inputs.project),
    }));
  return [...Map.groupBy(projects, ({ organization, project }) => `${organization}/${project}`)]
    .flatMap(([, [first]]) => (first === undefined ? [] : [first]))
    .map((one) => ({
      ...{ type, name: `data scrubbing of ${one.project}` },
      look: () => scrubbingOf(one, sentryClient(environment)),
    }));
}

interface SentryProject {
  readonly organization: string;
  readonly project: string;
}

const settingsSchema = z.object({ dataScrubber: z.boolean(), dataScrubberDefaults: z.boolean() });

async function scrubbingOf(
  { organization, project }: SentryProject,
  client: VendorClient,
): Promise<readonly Repairable[]> {
  const own = await settingsAt(`/0/projects/${organization}/${project}/`, client);
  const off = settings.filter(([key]) => !own[key]);
  if (off.length === 0) return [];
  // An organization may require it of all its projects, whatever their own settings say.
  const required = await settingsAt(`/0/organizations/${organization}/`, client);
  return off
    .filter(([key]) => !required[key])
    .map(([path, said]) => ({
      ...{ type, name: project, kind: "undeclared", path, live: false },
      todo: `turn ${said} on in the project's settings, under Security & Privacy`,
    }));
}

const settings = [
  ["dataScrubber", "Data Scrubber"],
  ["dataScrubberDefaults", "Use Default Scrubbers"],
] as const;

async function settingsAt(path: string, client: VendorClient) {
  const { body } = await client.request("GET", path);
  return settingsSchema.parse(body);
}
