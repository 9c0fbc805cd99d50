import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { closeLingering } from "../../kernel/bounds/lingering-close.ts";
import type { Logger } from "../../kernel/logger.ts";
import { type Answer, isFailed, type Outcome, refuse } from "./answer.ts";
import type { Certificate } from "./certificate.ts";
import { valueTypes, wireTypes } from "./connection.ts";
import { isStreamKind, stream } from "./event-stream.ts";
import { runCommand, runPipeline, runTransaction, type Session } from "./execution.ts";
import { type Encoding, toJson, toResp2 } from "./reply.ts";
import {
  commandOfBody,
  commandOfPath,
  commandsOfBody,
  type RestRequest,
  readBody,
  readRequest,
} from "./rest/rest-request.ts";
import type { ScriptHeaders } from "./scripts/script-headers.ts";
import type { SyncToken } from "./sync-token.ts";
import type { RunAcl } from "./users/acl-commands.ts";
import type { Identities, Identity } from "./users/identities.ts";

export interface AdapterLimits {
  readonly maxRequestBytes: number;
  readonly maxClients: number;
}

export interface AdapterOptions {
  readonly port: number;
  readonly identities: Identities;
  readonly acl: RunAcl;
  /** Evaluated for each request: the plan can change. */
  readonly limits: () => AdapterLimits;
  readonly syncToken: SyncToken;
  /** Shared with the Redis protocol: a script loaded there runs here. */
  readonly scripts: ScriptHeaders;
  readonly log: Logger;
}

/** Longer than clients keep idle connections, so that none is closed during a request. */
const keepAliveTimeout = 65_000;
const methods = new Set(["GET", "HEAD", "POST", "PUT"]);
/** Any web page may call it: it needs a token, and read-only tokens are meant for web pages. */
const openToPages = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "upstash-sync-token",
};
/** `*` does not cover authorization. */
const preflight = {
  "access-control-allow-methods": "GET, HEAD, POST, PUT, OPTIONS",
  "access-control-allow-headers":
    "authorization, content-type, upstash-encoding, upstash-response-format, upstash-sync-token, *",
  "access-control-max-age": "86400",
};

/** One database's REST endpoint: Upstash's protocol in front of a real Redis. */
export class RestAdapter {
  readonly #options: AdapterOptions;
  readonly #hosts: ReadonlySet<string>;
  #server: Server | undefined;
  #underWay = 0;

  constructor(options: AdapterOptions) {
    this.#options = options;
    this.#hosts = new Set([`127.0.0.1:${options.port}`, `localhost:${options.port}`]);
  }

  /** Listens: HTTPS if there is a certificate, otherwise HTTP. */
  start(certificate: Certificate | undefined): Promise<void> {
    const serve = (incoming: IncomingMessage, response: ServerResponse) =>
      void this.#serve(incoming, response).catch((cause: unknown) => {
        this.#options.log.error("redis.request_failed", { cause });
        this.#send(
          incoming,
          response,
          refuse(
            500,
            "ERR the local cloud failed at this request; see: seaworthy logs local cloud",
          ),
        );
      });
    const server = certificate
      ? createSecureServer({ keepAliveTimeout, ...certificate }, serve)
      : createServer({ keepAliveTimeout }, serve);
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port: this.#options.port, host: "127.0.0.1" }, resolve);
    });
  }

  stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return Promise.resolve();
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#underWay++;
    response.once("close", () => this.#underWay--);
    if (incoming.headers.origin !== undefined)
      response.setHeaders(new Map(Object.entries(openToPages)));
    if (incoming.method === "OPTIONS" && this.#hosts.has(incoming.headers.host ?? ""))
      return void response.writeHead(204, preflight).end();
    const request = readRequest(incoming);
    const identity = this.#admit(incoming, request);
    if ("status" in identity) return this.#send(incoming, response, identity);
    const body = await readBody(incoming, this.#options.limits().maxRequestBytes).catch(
      () => undefined,
    );
    if (body === undefined) return void response.destroy(); // the client disconnected while sending
    if ("tooLong" in body)
      return this.#send(
        incoming,
        response,
        tooLong(this.#options.limits().maxRequestBytes, body.tooLong),
      );
    const kind = String(request.segments[0]).toLowerCase();
    if (isStreamKind(kind))
      return stream(response, identity, kind, request.segments.slice(1).map(String));
    this.#send(incoming, response, await this.#answer(request, identity, body));
  }

  /** The caller's identity, or an error response. */
  #admit(incoming: IncomingMessage, request: RestRequest): Identity | Answer {
    // A web page that points its own name at 127.0.0.1 sends that name as Host.
    if (!this.#hosts.has(incoming.headers.host ?? ""))
      return refuse(421, "ERR this database answers only to its own endpoint");
    if (!methods.has(request.method))
      return refuse(405, `ERR method ${request.method} is not allowed`);
    if (this.#underWay > this.#options.limits().maxClients)
      return refuse(503, "ERR max concurrent connections exceeded");
    const identity =
      request.token === undefined ? undefined : this.#options.identities.find(request.token);
    return identity ?? refuse(401, "WRONGPASS invalid or missing auth token");
  }

  #answer(request: RestRequest, identity: Identity, body: Buffer): Answer | Promise<Answer> {
    const [first] = request.segments;
    const wire = request.format === "resp2";
    if (!wire && request.format !== "json")
      return refuse(400, `ERR unknown Upstash-Response-Format '${request.format}': json or resp2`);
    if (wire && request.encoding === "base64")
      return refuse(
        400,
        "ERR Upstash-Encoding base64 and Upstash-Response-Format resp2 exclude each other",
      );
    const session = {
      identity,
      scripts: this.#options.scripts,
      acl: this.#options.acl,
      syncToken: this.#options.syncToken,
      types: wire ? wireTypes : valueTypes,
    };
    switch (String(first)) {
      case "":
        return answerCommand(session, request, commandOfBody(body));
      case "pipeline":
        return answerPipeline(session, request, body);
      case "multi-exec":
        return answerTransaction({ ...session, types: valueTypes }, request, body);
      default:
        return answerCommand(session, request, commandOfPath(request, body));
    }
  }

  #send(incoming: IncomingMessage, response: ServerResponse, answer: Answer): void {
    if (response.destroyed || response.headersSent) return;
    // The rest of an unread body would be parsed as the next request.
    const isWhole = incoming.readableEnded || incoming.complete;
    const close = isWhole ? {} : { connection: "close" };
    if (!isWhole) {
      closeLingering(incoming.socket);
      incoming.resume();
    }
    response.writeHead(answer.status, {
      "content-type": answer.contentType ?? "application/json",
      "content-length": Buffer.byteLength(answer.body),
      "upstash-sync-token": String(this.#options.syncToken),
      ...close,
    });
    response.end(answer.body);
  }
}

const unreadable = refuse(
  400,
  "ERR failed to parse command: a JSON array of strings and numbers is needed",
);
const unreadableRows = refuse(
  400,
  "ERR failed to parse commands: a JSON array of command arrays is needed",
);

async function answerCommand(
  session: Session,
  request: RestRequest,
  command: ReturnType<typeof commandOfBody>,
): Promise<Answer> {
  if (!command || command[0] === "") return unreadable;
  const outcome = await runCommand(session, command);
  const status = isFailed(outcome) ? outcome.status : 200;
  return request.format === "resp2"
    ? { ...wireAnswer([outcome]), status }
    : { status, body: outcomeText(outcome, request.encoding) };
}

async function answerPipeline(
  session: Session,
  request: RestRequest,
  body: Buffer,
): Promise<Answer> {
  const misplaced = checkBatch(request);
  if (misplaced) return misplaced;
  const commands = commandsOfBody(body);
  if (!commands) return unreadableRows;
  const outcomes = await runPipeline(session, commands);
  return request.format === "resp2" ? wireAnswer(outcomes) : listAnswer(outcomes, request.encoding);
}

/** Always JSON, whatever format was requested, as at Upstash. */
async function answerTransaction(
  session: Session,
  request: RestRequest,
  body: Buffer,
): Promise<Answer> {
  const misplaced = checkBatch(request);
  if (misplaced) return misplaced;
  const commands = commandsOfBody(body);
  if (!commands) return unreadableRows;
  const outcomes = await runTransaction(session, commands);
  return typeof outcomes === "string"
    ? refuse(400, outcomes)
    : listAnswer(outcomes, request.encoding);
}

function checkBatch(request: RestRequest): Answer | undefined {
  if (request.segments.length > 1)
    return refuse(404, `ERR nothing is served below /${request.segments[0]}`);
  return request.method === "POST" || request.method === "PUT"
    ? undefined
    : refuse(405, `ERR /${request.segments[0]} takes POST`);
}

function listAnswer(outcomes: readonly Outcome[], encoding: Encoding): Answer {
  return {
    status: 200,
    body: `[${outcomes.map((outcome) => outcomeText(outcome, encoding)).join(",")}]`,
  };
}

function outcomeText(outcome: Outcome, encoding: Encoding): string {
  return isFailed(outcome)
    ? JSON.stringify({ error: outcome.error })
    : `{"result":${toJson(outcome.reply, encoding)}}`;
}

function wireAnswer(outcomes: readonly Outcome[]): Answer {
  const parts = outcomes.map((outcome) =>
    isFailed(outcome) ? Buffer.from(`-${outcome.error}\r\n`) : toResp2(outcome.reply),
  );
  return { status: 200, body: Buffer.concat(parts), contentType: "application/octet-stream" };
}

function tooLong(limitBytes: number, actualBytes: number): Answer {
  const details =
    "See https://upstash.com/docs/redis/troubleshooting/max_request_size_exceeded for details";
  return refuse(
    400,
    `ERR max request size exceeded. Limit: ${limitBytes} bytes, Actual: ${actualBytes} bytes. ${details}`,
  );
}
