import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Hono } from "hono";
import { adminApi } from "./admin-api.ts";
import { limitBody } from "./bounds/body-limit.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { CloudContext } from "./context.ts";
import { hostGuard, listen } from "./control-server.ts";
import { dataDirectoryFor } from "./data-directory.ts";
import { createLogger, type Logger } from "./logger.ts";
import { openPortBook, requireLoopback } from "./ports.ts";
import { lineWriter } from "./processes/log-file.ts";
import { endOrphanedProcesses } from "./processes/orphaned-processes.ts";
import { createProcessTable } from "./processes/processes.ts";
import { serverUser } from "./processes/server-user.ts";
import { openStore } from "./store.ts";
import { loadTokens } from "./tokens.ts";
import type { Vendor, VendorFactory } from "./vendor.ts";

export interface CloudOptions {
  /** `.seaworthy/local`; created when missing. */
  readonly directory: string;
  readonly vendors: readonly VendorFactory[];
  /** The web page, mounted at `/console`. */
  readonly console?: (context: CloudContext, vendors: readonly Vendor[]) => Hono;
  readonly clock?: Clock;
  readonly log?: Logger;
}

export interface Cloud {
  readonly context: CloudContext;
  readonly vendors: readonly Vendor[];
  /** Stops the API, then the services; data is kept. */
  close(): Promise<void>;
}

/**
 * Opens the state, ends processes left by a killed cloud, starts every vendor's services, then
 * serves the APIs.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  await requireLoopback();
  const context = await openContext(options);
  const vendors = options.vendors.map((create) => create(context));
  const closeServices = async () => {
    await Promise.allSettled(vendors.map((vendor) => vendor.close()));
    await context.processes.stopAll();
    context.store.close();
  };
  try {
    await Promise.all(vendors.map((vendor) => vendor.resume()));
    const port = await context.ports.claim("control");
    const server = await listen(mount(context, vendors, port, options.console), port);
    context.log.info("cloud.ready", { port, vendors: vendors.map((vendor) => vendor.name) });
    const close = async () => {
      await server.close();
      await closeServices();
    };
    return { context, vendors, close };
  } catch (thrown) {
    await closeServices();
    throw thrown;
  }
}

async function openContext(options: CloudOptions): Promise<CloudContext> {
  const { directory } = options;
  const folders = { run: join(directory, "run"), log: join(directory, "logs") };
  for (const folder of [directory, folders.run, folders.log])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The servers' user has to pass through this folder to reach its data, but cannot list or read
  // it.
  chmodSync(directory, serverUser() ? 0o711 : 0o700);
  const log = options.log ?? createLogger(lineWriter(join(folders.log, "cloud.log")));
  const ended = await endOrphanedProcesses(folders.run);
  if (ended.length > 0) log.warn("cloud.orphans_ended", { names: ended });
  const processes = createProcessTable({
    runDirectory: folders.run,
    logDirectory: folders.log,
    log,
  });
  const dataDirectory = dataDirectoryFor(directory);
  await processes.makeDirectory(dataDirectory);
  const store = openStore(join(directory, "cloud.db"));
  const ports = openPortBook(store);
  return {
    directory,
    dataDirectory,
    controlUrl: `http://127.0.0.1:${await ports.get("control")}`,
    store,
    ports,
    tokens: loadTokens(store),
    processes,
    clock: options.clock ?? systemClock,
    log,
  };
}

function mount(
  context: CloudContext,
  vendors: readonly Vendor[],
  port: number,
  console: CloudOptions["console"],
): Hono {
  const app = hostGuard(port);
  app.use("/cloud/*", limitBody("cloud"));
  app.route("/cloud", adminApi(context, vendors));
  for (const { name } of vendors) app.use(`/${name}/*`, limitBody(name));
  for (const vendor of vendors) app.route(`/${vendor.name}`, vendor.api);
  if (console) app.route("/console", console(context, vendors));
  app.notFound((request) =>
    request.json({ code: "NOT_FOUND", message: `Not found: ${request.req.path}.` }, 404),
  );
  app.onError((thrown, request) => {
    context.log.error("control.failed", {
      method: request.req.method,
      path: request.req.path,
      cause: thrown,
    });
    return request.json(
      {
        code: "INTERNAL",
        message: "The local cloud failed to handle this call. See: seaworthy logs local cloud",
      },
      500,
    );
  });
  return app;
}
