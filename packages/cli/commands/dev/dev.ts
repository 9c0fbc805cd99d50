import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { startBundler } from "../../dev/bundler.ts";
import { watchChanges } from "../../dev/changes.ts";
import { endDev, publishDev } from "../../dev/publish.ts";
import { createSession, type DevSession } from "../../dev/session.ts";
import { watchTraffic } from "../../dev/traffic.ts";
import { databasesOf } from "../../migrate/databases.ts";
import { migrateDatabase } from "../../migrate/run.ts";
import { findStack, localStack } from "../../project.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";
import { openDeployed } from "../../worker/deployed.ts";
import { up } from "../up/up.ts";

const pollMs = 100;

/**
 * Runs until Ctrl-C, then restores the version of the last `up`.
 *
 * @param signal ends it; default SIGINT and SIGTERM
 */
export async function dev(signal = untilInterrupted()): Promise<void> {
  const { root, folders, cloudDirectory } = findProject();
  const manifest = await startedStack();
  const deployed = openDeployed(manifest, stackEnvironment(findStack(localStack)));
  const bundler = startBundler(join(root, folders.app));
  const session = createSession({
    sourcesFrom: `${folders.app}/dist`,
    bundler,
    publish: async (bundle) => {
      await publishDev(deployed, stackVersion(manifest), bundle);
    },
    migrate: applyDue,
    print,
    now: () => performance.now(),
  });
  const stopWatching = watchChanges({ root, folders }, (changes) => void session.handle(changes));
  print(
    `Watching ${folders.app}/ and ${folders.program}/. The app: ${manifest.app.url}  Stop with Ctrl-C.`,
  );
  try {
    await session.handle([{ kind: "code", file: `${folders.app}/src` }]);
    await showTraffic(join(cloudDirectory, "logs"), session, signal);
  } finally {
    stopWatching();
    await bundler.close();
    if (await endDev(deployed, stackVersion(manifest)))
      print(
        'The version of the last up is serving again. Run "npx seaworthy up local" to keep your changes.',
      );
  }
}

/** From the last `up`, which may have run in another terminal since. */
const stackVersion = (started: Manifest): string =>
  (readLocalManifest() ?? started).worker.versionId;

/** The running local stack, started if necessary. */
async function startedStack(): Promise<Manifest> {
  const manifest = readLocalManifest();
  const isUp = manifest !== undefined && (await answers(manifest.app.url));
  if (!isUp) await up(localStack, {});
  const started = readLocalManifest();
  if (started === undefined)
    throw new SeaworthyError("STACK_OUTDATED", 'Run "npx seaworthy up local" first.');
  return started;
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", redirect: "manual" });
    return true;
  } catch {
    return false; // stopped: start it
  }
}

async function applyDue(): Promise<readonly string[]> {
  const done: string[] = [];
  for (const database of await databasesOf(findStack(localStack), undefined))
    done.push(...(await migrateDatabase(database, { direction: "up", dryRun: false })).done);
  return done;
}

async function showTraffic(
  folder: string,
  session: DevSession,
  signal: AbortSignal,
): Promise<void> {
  const traffic = watchTraffic(folder, session.toSource);
  while (!signal.aborted) {
    for (const line of await traffic.read()) print(line);
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  const end = () => controller.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  return controller.signal;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
