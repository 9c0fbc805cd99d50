import { existsSync } from "node:fs";
import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { SteadyRequest } from "@seaworthy/stack/testing/steady-request";

/** Used for a kind of session for which no module has a read. */
const ofPlatform: readonly SteadyRequest[] = [
  { route: "liveness", from: "anonymous", path: "/health/live", expected: 200 },
  {
    route: "new session lists API keys",
    from: "new session",
    path: "/rest/api-keys",
    expected: 200,
  },
  {
    route: "old session lists API keys",
    from: "old session",
    path: "/rest/api-keys",
    expected: 200,
  },
];

const ofModules = await readAll();

async function readAll(): Promise<readonly SteadyRequest[]> {
  const folder = join(findProject().root, "app", "src", "modules");
  const files = modules
    .map(({ name }: { name: string }) => join(folder, name, "testing", "steady-requests.ts"))
    .filter((file) => existsSync(file));
  const read = files.map(
    async (file) =>
      ((await import(file)) as { steadyRequests: readonly SteadyRequest[] }).steadyRequests,
  );
  return (await Promise.all(read)).flat();
}

/** The reads of that kind of session, used in turn; there is always one. */
export function nextRead(from: SteadyRequest["from"], turn: number): SteadyRequest {
  const isRead = (request: SteadyRequest) => request.from === from && request.body === undefined;
  const own = ofModules.filter(isRead);
  const reads = own.length > 0 ? own : ofPlatform.filter(isRead);
  const read = reads[turn % reads.length];
  if (read !== undefined) return read;
  throw new SeaworthyError("USAGE", `The load has no read of a ${from}.`);
}

/** The writes, used in turn; undefined if no module has any. */
export function nextWrite(turn: number): SteadyRequest | undefined {
  const writes = ofModules.filter(({ body }) => body !== undefined);
  return writes[turn % writes.length];
}
