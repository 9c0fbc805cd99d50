import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { openReaders } from "../drift/readers.ts";
import { cloudflareClient, sentryClient } from "../vendor-clients.ts";
import { cloudflareObjects } from "./cloudflare.ts";
import { type LeftOut, type LiveObject, type ReadObject, uniquelyNamed } from "./live-object.ts";
import { readObjects } from "./read-objects.ts";
import { sentryObjects } from "./sentry.ts";
import { supabaseObjects } from "./supabase.ts";
import { upstashObjects } from "./upstash.ts";

/** The vendors' objects that the operator names; vendors not named are skipped. */
export interface Wanted {
  readonly hostname?: string;
  readonly supabase?: string;
  /** `<organization>/<project>`. */
  readonly sentry?: string;
  readonly redis?: readonly string[];
}

export interface FoundObjects {
  readonly objects: readonly ReadObject[];
  readonly leftOut: readonly LeftOut[];
}

interface Found {
  readonly objects: readonly LiveObject[];
  readonly leftOut?: readonly LeftOut[];
}

/** Queries the vendors sequentially, with read-only calls. */
export async function findObjects(wanted: Wanted, environment: Environment): Promise<FoundObjects> {
  const backend = createBackend({}, environment);
  const found: Found[] = [];
  if (wanted.hostname !== undefined) found.push(await ofZone(wanted.hostname, environment));
  if (wanted.supabase !== undefined)
    found.push(await supabaseObjects(backend.supabase(), wanted.supabase));
  if (wanted.redis !== undefined) {
    const { objects, missing } = await upstashObjects(backend.upstash(), wanted.redis);
    if (missing.length > 0)
      throw notThere(`Upstash has no database ${missing.join(", ")} that this key can see.`);
    found.push({ objects });
  }
  if (wanted.sentry !== undefined) {
    const [organization = "", project = ""] = wanted.sentry.split("/");
    found.push({ objects: await sentryObjects(sentryClient(environment), organization, project) });
  }
  const all = uniquelyNamed(found.flatMap(({ objects }) => objects));
  const { read, leftOut } = await readObjects(all, openReaders(environment));
  return { objects: read, leftOut: [...found.flatMap((one) => one.leftOut ?? []), ...leftOut] };
}

async function ofZone(hostname: string, environment: Environment): Promise<Found> {
  const found = await cloudflareObjects(cloudflareClient(environment), hostname);
  if (found !== undefined) return found;
  throw notThere(`No zone of ${hostname} that CLOUDFLARE_API_TOKEN can see.`);
}

const notThere = (message: string): SeaworthyError =>
  new SeaworthyError("VENDOR_NOT_FOUND", `${message} Nothing was changed.`);
