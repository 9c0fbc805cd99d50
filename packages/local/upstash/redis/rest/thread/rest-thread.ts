import { parentPort } from "node:worker_threads";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { createLogger } from "../../../../kernel/logger.ts";
import { RestAdapter } from "../../adapter.ts";
import { ScriptHeaders } from "../../scripts/script-headers.ts";
import { SyncToken } from "../../sync-token.ts";
import { Identities } from "../../users/identities.ts";
import { WireFront } from "../../wire/wire-front.ts";
import type { EndpointCall, EndpointSettings, FromThread, Sent, ToThread } from "./messages.ts";
import { fromSent } from "./sent-reply.ts";

/**
 * The endpoints of all databases, for REST and for the Redis protocol, in a thread of their own:
 * long replies and large bodies make no other service of the local cloud wait.
 */
interface Endpoint {
  readonly identities: Identities;
  readonly adapter: RestAdapter;
  readonly wire: WireFront;
  limits: EndpointSettings["limits"];
}

const endpoints = new Map<string, Endpoint>();
const asked = new Map<number, (reply: Sent) => void>();
const log = createLogger((line) => post({ type: "log", line }));
let lastId = 0;

function post(message: FromThread): void {
  parentPort?.postMessage(message);
}

function open(database: string, settings: EndpointSettings): void {
  const own = log.child({ database });
  const { ports } = settings;
  const identities = new Identities(ports.server, own);
  const scripts = new ScriptHeaders();
  identities.replace(settings.credentials);
  const endpoint: Endpoint = {
    identities,
    limits: settings.limits,
    adapter: new RestAdapter({
      port: ports.rest,
      identities,
      acl: async (command, username) => {
        const reply = new Promise<Sent>((resolve) => asked.set(++lastId, resolve));
        post({ type: "acl", id: lastId, database, request: { command, username } });
        return fromSent(await reply);
      },
      limits: () => endpoint.limits,
      syncToken: new SyncToken(database, settings.startMs),
      scripts,
      log: own,
    }),
    wire: new WireFront({
      port: ports.redis,
      serverPort: ports.server,
      maxRequestBytes: () => endpoint.limits.maxRequestBytes,
      scripts,
      keys: () => identities.standard,
      credentials: () => identities.credentials,
    }),
  };
  endpoints.set(database, endpoint);
}

async function run(database: string, call: EndpointCall): Promise<void> {
  if (call.kind === "open") return open(database, call.settings);
  const endpoint = endpoints.get(database);
  if (!endpoint) return;
  switch (call.kind) {
    case "listen":
      await endpoint.adapter.stop();
      await endpoint.wire.start();
      return endpoint.adapter.start(call.certificate);
    case "limits":
      endpoint.limits = call.limits;
      return;
    case "replace":
      return endpoint.identities.replace(call.credentials);
    case "keepOnly":
      return endpoint.identities.keepOnly(call.credentials);
    case "close":
      endpoints.delete(database);
      await endpoint.adapter.stop();
      await endpoint.wire.stop();
      return endpoint.identities.close();
  }
}

if (!parentPort)
  throw new SeaworthyError("CLOUD_START_FAILED", "rest-thread.ts runs as a thread only.");
parentPort.on("message", async (message: ToThread) => {
  if (message.type === "acl-reply") {
    asked.get(message.id)?.(message.reply);
    return void asked.delete(message.id);
  }
  const { id, database, call } = message;
  try {
    await run(database, call);
    post({ type: "done", id });
  } catch (thrown) {
    post({ type: "done", id, problem: messageOf(thrown) });
  }
});
