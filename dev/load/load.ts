import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { signToken } from "@seaworthy/cli/token/sign";
import { defined } from "@seaworthy/core/defined";
import type { SteadyRequest } from "@seaworthy/stack/testing/steady-request";
import { nextRead, nextWrite } from "./steady-requests.ts";

/** What a client of the app needs to know; changes when a rotation has published. */
export interface LoadSecrets {
  readonly jwt: string;
  readonly operatorToken: string;
  readonly claims: object;
}

export interface LoadOptions {
  readonly url: string;
  readonly clients: number;
  /** Of all clients together; requests beyond the machine's capacity are delayed. */
  readonly requestsPerSecond: number;
  /** Read at each new session, so that sessions of both generations are open after a publish. */
  readonly secrets: () => LoadSecrets;
  /** Used in turn. */
  readonly apiKeys: readonly string[];
  /** How long a session keeps its token: shorter than the grace period. 0: no old sessions. */
  readonly sessionMs: number;
  /** Called for each response. */
  readonly onAnswer?: (headers: IncomingHttpHeaders) => void;
}

interface LoadFailure {
  readonly route: string;
  /** 0: no response. */
  readonly status: number;
  readonly reason: string;
  readonly at: string;
}

export interface LoadReport {
  readonly requests: number;
  /** Responses by route. */
  readonly byRoute: Readonly<Record<string, number>>;
  readonly failures: readonly LoadFailure[];
}

interface Visit {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly apiKey?: string;
  readonly body?: string;
  readonly expected: number;
}

interface Session {
  readonly token: string;
  readonly endsAt: number;
}

/** Edge and Worker count requests by address: each address stays below their limit per minute. */
const requestsPerAddress = 60;

/**
 * Sends requests over loopback until stopped: every kind of route, signed and anonymous, with old
 * and new sessions.
 */
export function startLoad(options: LoadOptions): {
  stop(): Promise<LoadReport>;
  requests(): number;
} {
  const byRoute: Record<string, number> = {};
  const failures: LoadFailure[] = [];
  const state = { running: true, requests: 0, addresses: 0 };
  const started = performance.now();
  const clients = Array.from({ length: options.clients }, async (_, client) => {
    let session: Session | undefined;
    for (let turn = client; state.running; ) {
      const localAddress = nextAddress(state);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (
        let sent = 0;
        sent < requestsPerAddress && state.running;
        sent++, turn += options.clients
      ) {
        // Each client has every n-th slot of the schedule.
        await delay(
          Math.max(0, started + (turn * 1000) / options.requestsPerSecond - performance.now()),
        );
        if (!session || session.endsAt <= Date.now()) session = openSession(options);
        const visit = visitOf(turn, options, session);
        const answer = await send(options, visit, agent, localAddress);
        state.requests += 1;
        byRoute[visit.route] = (byRoute[visit.route] ?? 0) + 1;
        if (answer.status !== visit.expected)
          failures.push({ route: visit.route, at: new Date().toISOString(), ...answer });
      }
      agent.destroy();
    }
  });
  return {
    requests: () => state.requests,
    stop: async () => {
      state.running = false;
      await Promise.all(clients);
      return { requests: state.requests, byRoute, failures };
    },
  };
}

function openSession({ secrets, sessionMs }: LoadOptions): Session {
  const { jwt, claims } = secrets();
  return {
    token: signToken(jwt, claims, { lifetimeSeconds: 600 }),
    endsAt: Date.now() + sessionMs,
  };
}

/** A client's next request. Reads are cheap and frequent; writes are rare, each by a new user. */
function visitOf(turn: number, { secrets, apiKeys }: LoadOptions, session: Session): Visit {
  const { jwt, claims, operatorToken } = secrets();
  const round = Math.floor(turn / 20);
  const newToken = () => signToken(jwt, claims);
  const get = (route: string, path: string): Visit => ({
    ...{ route, method: "GET", path, expected: 200 },
  });
  switch (turn % 20) {
    case 3:
      return { ...visitFor(nextRead("new session", round)), token: newToken() };
    case 7:
    case 13:
      return { ...visitFor(nextRead("old session", round)), token: session.token };
    case 9:
      return get("readiness", "/health/ready");
    case 11:
      return { ...get("operator", "/internal/generations"), token: operatorToken };
    case 15: {
      const apiKey = apiKeys[round % apiKeys.length];
      return { ...get("API key", "/rest/api-keys/current"), ...defined({ apiKey }) };
    }
    case 17: {
      const write = nextWrite(round) ?? nextRead("new session", round);
      return { ...visitFor(write), token: newToken() };
    }
    default:
      return turn % 2 === 0
        ? visitFor(nextRead("anonymous", turn / 2))
        : get("liveness", "/health/live");
  }
}

const visitFor = ({ route, path, body, expected }: SteadyRequest): Visit => ({
  ...{ route, path, expected, method: body === undefined ? "GET" : "POST" },
  ...defined({ body: body && JSON.stringify(body) }),
});

function send(
  { url, onAnswer }: LoadOptions,
  visit: Visit,
  agent: Agent,
  localAddress: string,
): Promise<{ status: number; reason: string }> {
  const { host, port } = new URL(url);
  const headers = {
    host,
    ...(visit.token === undefined ? {} : { authorization: `Bearer ${visit.token}` }),
    ...defined({ "x-api-key": visit.apiKey }),
    ...(visit.body === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(visit.body) }),
  };
  const target = {
    host: "127.0.0.1",
    port,
    path: visit.path,
    method: visit.method,
    agent,
    localAddress,
    headers,
  };
  return new Promise((resolve) => {
    const asked = request(target, (response) => {
      onAnswer?.(response.headers);
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: reasonOf(response.statusCode ?? 0, chunks),
        }),
      );
      response.once("error", (cause) => resolve({ status: 0, reason: cause.message }));
    });
    asked.once("error", (cause) => resolve({ status: 0, reason: cause.message }));
    asked.end(visit.body);
  });
}

function reasonOf(status: number, chunks: readonly Buffer[]): string {
  return status < 400 ? "" : Buffer.concat(chunks).toString("utf8").slice(0, 300);
}

/** All of 127.0.0.0/8 is this machine. */
function nextAddress(state: { addresses: number }): string {
  const number = state.addresses++;
  return `127.${60 + (Math.floor(number / 62_500) % 100)}.${Math.floor(number / 250) % 250}.${1 + (number % 250)}`;
}
