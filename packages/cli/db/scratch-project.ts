import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import type { Values } from "@seaworthy/plugins/kit/values";
import { z } from "zod";

const prefix = "seaworthy-restore-";
const namePattern = /^seaworthy-restore-(\d{10})-[0-9a-f]{8}$/;
/** A later run deletes what a killed run left behind. */
const leftOverHours = 6;
const pollMs = 10_000;
const mostPolls = 90;

const projectSchema = z.object({
  ref: z.string(),
  name: z.string(),
  status: z.string(),
  region: z.string(),
  organization_slug: z.string(),
  database: z.object({ host: z.string() }),
});
type Project = z.output<typeof projectSchema>;

/** A Supabase project of its own, and the login of its owner. */
export interface ScratchProject {
  readonly ref: string;
  readonly access: Values;
  remove(): Promise<void>;
}

export interface ScratchPorts {
  readonly supabase: VendorClient;
  readonly nowMs: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** In the organization and region of that project. Throws VENDOR_*. */
export async function createScratchProject(
  beside: string,
  { supabase, nowMs, sleep = delay }: ScratchPorts,
): Promise<ScratchProject> {
  const read = async (ref: string) =>
    projectSchema.parse((await supabase.request("GET", `/v1/projects/${ref}`)).body);
  const own = await read(beside);
  await removeLeftOvers(supabase, own, nowMs());
  const adminPassword = randomBytes(24).toString("base64url");
  const name = `${prefix}${Math.floor(nowMs() / 1000)}-${randomBytes(4).toString("hex")}`;
  const made = await supabase.request("POST", "/v1/projects", {
    ...{ name, db_pass: adminPassword, organization_slug: own.organization_slug },
    region: own.region,
  });
  const { ref } = z.object({ ref: z.string() }).parse(made.body);
  const remove = async () => void (await supabase.request("DELETE", `/v1/projects/${ref}`));
  try {
    const { host } = (await untilHealthy(ref, read, sleep)).database;
    const access = { host, database: "postgres", adminUser: "postgres", adminPassword };
    return { ref, access, remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

async function untilHealthy(
  ref: string,
  read: (ref: string) => Promise<Project>,
  sleep: (ms: number) => Promise<unknown>,
): Promise<Project> {
  for (let polls = 0; polls < mostPolls; polls++) {
    const project = await read(ref);
    if (project.status === "ACTIVE_HEALTHY") return project;
    await sleep(pollMs);
  }
  throw new SeaworthyError(
    "VENDOR_UNREACHABLE",
    `The scratch project ${ref} was not healthy within ${(mostPolls * pollMs) / 60_000} minutes. It was deleted.`,
  );
}

/** Only of the same organization, and only by a name that nothing else has. */
async function removeLeftOvers(
  supabase: VendorClient,
  { organization_slug: organization }: Project,
  nowMs: number,
): Promise<void> {
  const { body } = await supabase.request("GET", "/v1/projects");
  for (const project of z.array(projectSchema.partial({ database: true })).parse(body)) {
    const [, seconds] = namePattern.exec(project.name) ?? [];
    const isOld = nowMs / 1000 - Number(seconds) > leftOverHours * 3600;
    if (seconds !== undefined && isOld && project.organization_slug === organization)
      await supabase.request("DELETE", `/v1/projects/${project.ref}`);
  }
}
