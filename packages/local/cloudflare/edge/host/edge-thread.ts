import { parentPort, workerData } from "node:worker_threads";
import { SeaworthyError } from "@seaworthy/core/errors";
import { systemClock } from "../../../kernel/clock.ts";
import { createLogger } from "../../../kernel/logger.ts";
import { connectCalls } from "../../../kernel/threads/calls.ts";
import { Edge } from "../index.ts";
import {
  type CloudCalls,
  cloudCalls,
  type EdgeCalls,
  type EdgeThreadSettings,
} from "./edge-calls.ts";

/**
 * The edge in a thread of its own: however many requests it gets, the vendors' APIs do not wait for
 * them, and no call of an API delays a request.
 */
if (!parentPort)
  throw new SeaworthyError("CLOUD_START_FAILED", "edge-thread.ts runs as a thread only.");
const { zoneName, directory, dataDirectory } = workerData as EdgeThreadSettings;
const { other: cloud, serve } = connectCalls<EdgeCalls, CloudCalls>(parentPort, cloudCalls);
serve(
  new Edge(
    {
      directory,
      dataDirectory,
      clock: systemClock,
      log: createLogger((line) => void cloud.log(line)),
      ports: { get: cloud.portOf, claim: cloud.claimPort },
      queues: cloud,
    },
    zoneName,
  ),
);
