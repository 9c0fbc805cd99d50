import { defined } from "@seaworthy/core/defined";
import { messageOf } from "@seaworthy/core/errors";
import { isoTime } from "../kernel/clock.ts";
import type { CloudContext } from "../kernel/context.ts";
import type { Vendor } from "../kernel/vendor.ts";
import { type Described, described } from "./described.ts";
import { readEdgeRules } from "./edge-rules.ts";
import { readPooler } from "./pooler-live.ts";
import { memoryOf } from "./process-memory.ts";
import { readTables } from "./rows.ts";
import { readTraffic } from "./traffic.ts";
import type { ConsoleView, Reading, ServiceView } from "./view.ts";

/**
 * Reads everything that the page shows. A section that cannot be read shows why; the others are
 * still shown.
 */
export async function readConsole(
  context: CloudContext,
  vendors: readonly Vendor[],
): Promise<ConsoleView> {
  const [supabase, upstash, cloudflare, sentry, resend] = await Promise.all([
    describeVendor(vendors, "supabase"),
    describeVendor(vendors, "upstash"),
    describeVendor(vendors, "cloudflare"),
    describeVendor(vendors, "sentry"),
    describeVendor(vendors, "resend"),
  ]);
  const edge = vendors.find(({ name }) => name === "cloudflare");
  const [services, poolers, tables, rules, traffic] = await Promise.all([
    readServices(context),
    ofProjects(supabase, ({ poolerStatsUrl }) => readPooler(poolerStatsUrl)),
    ofProjects(supabase, ({ directUrl }) => readTables(directUrl)),
    attempt(async () => (edge ? await readEdgeRules(edge.api, context.tokens.cloudflare) : [])),
    attempt(async () =>
      edge ? await readTraffic(edge.api, context.tokens.cloudflare, isoTime(context.clock)) : [],
    ),
  ]);
  return {
    controlUrl: context.controlUrl,
    readAt: isoTime(context.clock),
    uptimeSeconds: Math.round(process.uptime()),
    ...services,
    ports: Object.entries(context.ports.all())
      .map(([name, port]) => ({ name, port }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    described: {
      ...(supabase && { supabase: withoutSecrets(supabase) }),
      ...defined({ upstash, cloudflare, sentry, resend }),
    },
    poolers,
    tables,
    rules,
    traffic,
    parity: vendors.map(({ name, parity }) => ({ name, rows: parity })),
  };
}

async function describeVendor<K extends keyof Described>(
  vendors: readonly Vendor[],
  name: K,
): Promise<Reading<Described[K]> | undefined> {
  const vendor = vendors.find((each) => each.name === name);
  return (
    vendor && attempt(async () => described[name].parse(await vendor.describe()) as Described[K])
  );
}

function withoutSecrets(reading: Reading<Described["supabase"]>): Reading<Described["supabase"]> {
  if ("problem" in reading) return reading;
  return {
    value: { projects: reading.value.projects.map((project) => ({ ...project, secrets: {} })) },
  };
}

async function readServices(
  context: CloudContext,
): Promise<Pick<ConsoleView, "services" | "cloudMemoryBytes">> {
  const running = context.processes.running();
  const reading = await attempt(() => memoryOf([process.pid, ...running.map(({ pid }) => pid)]));
  const memory = "value" in reading ? reading.value : new Map<number, number>();
  const services = running
    .map(
      ({ name, pid, restarts }): ServiceView => ({
        name,
        pid,
        restarts,
        memoryBytes: memory.get(pid),
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const supervised = services.reduce((total, { memoryBytes }) => total + (memoryBytes ?? 0), 0);
  return {
    services,
    cloudMemoryBytes: Math.max(
      (memory.get(process.pid) ?? 0) - supervised,
      process.memoryUsage.rss(),
    ),
  };
}

type Secrets = Described["supabase"]["projects"][number]["secrets"];

/** By project ref, with logins that the page never gets. */
async function ofProjects<T>(
  supabase: Reading<Described["supabase"]> | undefined,
  read: (secrets: Secrets) => Promise<T>,
): Promise<ReadonlyMap<string, Reading<T>>> {
  if (!supabase || "problem" in supabase) return new Map();
  const readings = supabase.value.projects.map(async ({ ref, secrets }) => {
    return [ref, await attempt(() => read(secrets))] as const;
  });
  return new Map(await Promise.all(readings));
}

/** An error message may name an address, never a login: logins are removed from URLs. */
async function attempt<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() };
  } catch (thrown) {
    return {
      problem: messageOf(thrown)
        .replace(/\/\/[^/@\s]*@/g, "//")
        .slice(0, 300),
    };
  }
}
