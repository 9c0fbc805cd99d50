import { operations } from "@seaworthy/platform/runtime/operations";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";

/** URLs by the names that users type. */
export type Places = Readonly<Record<string, string>>;

const appPlaces = (url: string): Places => ({ app: url, docs: `${url}${operations.docs.path}` });

/** The local cloud's console has a section for each vendor. */
export function localPlaces(appUrl: string, controlUrl: string): Places {
  const console = `${controlUrl}/console`;
  const sections = Object.entries({
    cloudflare: "edge",
    supabase: "database",
    upstash: "redis",
    sentry: "sentry",
    mail: "mail",
  }).map(([place, section]) => [place, `${console}#${section}`] as const);
  return { ...appPlaces(appUrl), console, ...Object.fromEntries(sections) };
}

/** The vendors' dashboards, at the stack's own objects. */
export function vendorPlaces({ app, worker, supabase, redis, sentry }: Manifest): Places {
  const cloudflare = `https://dash.cloudflare.com/${worker.accountId}/workers/services/view/${worker.script}`;
  const [database] = redis;
  return {
    ...appPlaces(app.url),
    cloudflare,
    supabase: `https://supabase.com/dashboard/project/${supabase.projectRef}`,
    upstash: `https://console.upstash.com/redis/${database?.id ?? ""}`,
    sentry: `https://sentry.io/organizations/${sentry.organization}/projects/${sentry.project}/`,
  };
}
