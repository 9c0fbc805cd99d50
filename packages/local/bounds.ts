import { cacheLimits } from "./cloudflare/edge/cache/cache-store.ts";
import { edgeHeapMegabytes } from "./cloudflare/edge/host/hosted-edge.ts";
import { maxBodyBytes as maxEdgeBodyBytes } from "./cloudflare/edge/http/body-limit.ts";
import { clientLimits, maxHeaderBytes } from "./cloudflare/edge/http/listeners.ts";
import { longestUrlBytes } from "./cloudflare/edge/http/request-target.ts";
import { maxKeys } from "./cloudflare/edge/rules/rate-counter.ts";
import { maxBodyBytes } from "./kernel/bounds/body-limit.ts";
import { maxJsonDepth } from "./kernel/bounds/bounded-json.ts";
import { requestTimes } from "./kernel/control-server.ts";
import { titleOf } from "./parity.ts";
import { longestMail } from "./resend/sink/smtp-sink.ts";
import { uploadLimits } from "./sentry/api/artifacts/chunk-upload.ts";
import { ingestHeapMegabytes } from "./sentry/api/ingest-server.ts";
import { requestLimits } from "./sentry/ingest/envelopes/item-kinds.ts";
import { longestStartup } from "./supabase/database/pooler/startup.ts";
import { longestTransaction } from "./upstash/redis/execution.ts";
import { largestKeyBytes } from "./upstash/redis/rest/key-size.ts";
import { restHeapMegabytes } from "./upstash/redis/rest/thread/rest-endpoints.ts";
import { scriptLimitMs } from "./upstash/redis/scripts/script-limit.ts";
import { longestLine, mostArguments } from "./upstash/redis/wire/command-reader.ts";

/** What one request to an interface of the local cloud may cost. */
export interface Bound {
  readonly api: string;
  readonly size: string;
  readonly items: string;
  readonly depth: string;
  readonly time: string;
}

const megabytes = (bytes: number) => `${bytes / 1024 / 1024} MB`;
const kilobytes = (bytes: number) => `${bytes / 1024} KB`;
const seconds = (ms: number) => `${ms / 1000} s`;
const levels = `${maxJsonDepth} levels`;
const none = "—";
const controlTime = `${seconds(requestTimes.headersTimeout)} for the head, ${seconds(requestTimes.requestTimeout)} for the whole request`;

const controlItems: Readonly<Record<string, string>> = {
  cloudflare: "the plan's rules, lists and list items; 100 to 500 items of a purge",
  sentry: `${uploadLimits.chunksPerRequest} chunks of an upload`,
};

/** Every interface that takes requests, with the numbers that its code uses. */
export const bounds: readonly Bound[] = [
  ...Object.entries(maxBodyBytes).map(([name, bytes]) => ({
    api: name === "cloud" ? "`/cloud`, for the command" : `${titleOf(name)}'s API`,
    size: megabytes(bytes),
    items: controlItems[name] ?? none,
    depth: levels,
    time: controlTime,
  })),
  {
    api: "the edge",
    size: `${megabytes(maxEdgeBodyBytes)} of body, ${kilobytes(longestUrlBytes)} of URL, ${kilobytes(maxHeaderBytes)} of headers`,
    items: "100 concurrent streams of an HTTP/2 connection",
    depth: none,
    time: `${seconds(clientLimits.headMs)} for the head, ${seconds(clientLimits.silentMs)} without a byte, 120 s for the Worker to begin`,
  },
  {
    api: "Upstash's REST endpoint",
    size: `the plan's request size; ${kilobytes(largestKeyBytes)} of a key`,
    items: `${longestTransaction} commands of a transaction`,
    depth: "2 levels: commands and their words",
    time: `${seconds(scriptLimitMs)} of a script`,
  },
  {
    api: "the Redis protocol",
    size: `the plan's request size; ${kilobytes(largestKeyBytes)} of a key, ${kilobytes(longestLine)} of a line`,
    items: `${mostArguments} words of a command`,
    depth: "1 level",
    time: `${seconds(scriptLimitMs)} of a script`,
  },
  {
    api: "Sentry's ingest",
    size: `${megabytes(requestLimits.compressedBytes)} as sent, ${megabytes(requestLimits.decompressedBytes)} expanded`,
    items: `${requestLimits.items} items of an envelope`,
    depth: levels,
    time: "two envelopes are expanded at once; the others wait",
  },
  {
    api: "Supabase's pooler",
    size: `${longestStartup} bytes before the login; PostgreSQL's limits after it`,
    items: none,
    depth: none,
    time: none,
  },
  {
    api: "the mail sink",
    size: megabytes(longestMail),
    items: none,
    depth: none,
    time: "60 s without a byte",
  },
];

const intro = [
  "# What one request to the local cloud may cost",
  "",
  "Each interface checks its bounds before it does the work. A request that exceeds one gets 413 or the error of its protocol, or its connection is closed; other requests are not affected.",
  "The numbers are those of the code; they are the vendors' own where a vendor states one.",
  "",
  "| interface | size | items | depth of JSON | time |",
  "|---|---|---|---|---|",
];

const threads = [
  "",
  "## Threads",
  "",
  "Each of these runs in a thread of its own, so a flood at one delays neither the others nor the vendors' APIs. One that crashes or needs a larger heap is started again; calls under way fail and name the reason.",
  "",
  "| thread | heap | and |",
  "|---|---|---|",
  `| the edge, with its cache and its counters | ${edgeHeapMegabytes} MB | ${megabytes(cacheLimits.memoryBytes)} of cached bodies in memory, ${megabytes(cacheLimits.diskBytes)} on disk; ${maxKeys} counted values of a rate limit |`,
  `| Upstash's REST endpoints and the Redis protocol | ${restHeapMegabytes} MB | ${none} |`,
  `| Sentry's ingest | ${ingestHeapMegabytes} MB | ${none} |`,
  `| Supabase's pooler, one for each project | Node.js's own limit | ${none} |`,
];

/** The docs page, ending in a newline. */
export function renderBounds(): string {
  const rows = bounds.map(
    ({ api, size, items, depth, time }) => `| ${api} | ${size} | ${items} | ${depth} | ${time} |`,
  );
  return `${[...intro, ...rows, ...threads].join("\n")}\n`;
}
