import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../kernel/clock.ts";
import { hostGuard, listen } from "../../kernel/control-server.ts";
import { createLogger } from "../../kernel/logger.ts";
import { openStore } from "../../kernel/store.ts";
import { openIngestParts } from "./ingest-parts.ts";
import { type IngestThreadSettings, listening } from "./ingest-server.ts";

/**
 * The ingest in a separate thread, on the same two files as the API: flooding it does not slow down
 * other services.
 */
const { directory, port } = workerData as IngestThreadSettings;
const store = openStore(join(directory, "cloud.db"));
const log = createLogger((line) => parentPort?.postMessage(line));
const { app } = openIngestParts({ directory, store, clock: systemClock, log });

await listen(hostGuard(port).route("/", app), port);
parentPort?.postMessage(listening);
