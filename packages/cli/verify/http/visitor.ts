import { randomInt } from "node:crypto";
import { Agent, type IncomingMessage, request as plainRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import type { RuleRequest } from "@seaworthy/rules-language/index";

export interface Question {
  readonly method?: string;
  /** Sent unchanged, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: the plain origin, if the stack has both. */
  readonly secure?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** A client with its own address, over keep-alive connections. */
export interface Visitor {
  ask(question: Question): Promise<Answer>;
  leave(): void;
}

type Origins = { readonly http: URL; readonly https: URL };

const isLoopback = (host: string) => ["localhost", "127.0.0.1", "[::1]"].includes(host);

/** On loopback each visitor has its own address; elsewhere all share this machine's. */
export function newVisitor(origins: Origins, signal: AbortSignal): Visitor {
  const own = isLoopback(origins.http.hostname);
  const place = own
    ? { localAddress: `127.${[randomInt(200, 255), randomInt(256), randomInt(1, 255)].join(".")}` }
    : {};
  const agents = {
    plain: new Agent({ keepAlive: true }),
    tls: new TlsAgent({ keepAlive: true, rejectUnauthorized: !own }),
  };
  return {
    ask: (question) => {
      // A stack whose app has an https URL is tested there; its plain origin only redirects.
      const secure = question.secure ?? !own;
      const { hostname, host, port } = secure ? origins.https : origins.http;
      const send = secure ? tlsRequest : plainRequest;
      const { method = "GET", path, headers = {}, body } = question;
      const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
      return new Promise((resolve, reject) => {
        const sent = send(
          {
            ...place,
            host: own ? "127.0.0.1" : hostname,
            ...(port === "" ? {} : { port }),
            ...(secure ? { servername: hostname } : {}),
            method,
            path,
            signal,
            agent: secure ? agents.tls : agents.plain,
            headers: { host, "user-agent": "seaworthy-verify", ...length, ...headers },
          },
          (response) => void readAnswer(response).then(resolve, reject),
        );
        sent.once("error", reject);
        sent.end(body);
      });
    },
    leave: () => {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const headers = Object.entries(response.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value] as const,
  );
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

/** A rules-language sample as a real request. */
export function questionOf({ method, rawPath, query, headers }: RuleRequest): Question {
  const sent = [...headers].map(([name, values]) => [name, values.join(", ")] as const);
  const path = query === "" ? rawPath : `${rawPath}?${query}`;
  return {
    method,
    path: path.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent),
    headers: Object.fromEntries(sent),
  };
}
