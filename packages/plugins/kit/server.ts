import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { SeaworthyError } from "@seaworthy/core/errors";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type {
  Change,
  Failure,
  Handlers,
  Plugin,
  PluginPackage,
  ResourceHandler,
} from "./plugin.ts";
import { grpcError } from "./status.ts";
import { carrySecrets, decode, encode, isValues, plain, type Values } from "./values.ts";

type Struct = struct.Struct;

/**
 * What the engine configured through one connection: which package it serves, and its resources.
 * The engine opens a connection for each provider, so one process can serve several, such as two
 * bridged packages.
 */
interface Session {
  readonly plugin: Plugin;
  package: PluginPackage | undefined;
  handlers: Handlers | undefined;
}

/**
 * The methods of Pulumi's ResourceProvider service for a plugin without components and functions.
 */
export function createService(plugin: Plugin): UntypedServiceImplementation {
  const sessions = new Map<string, Session>();
  const sessionOf = (connection: string): Session => {
    const session = sessions.get(connection) ?? {
      ...{ plugin, package: plugin.package, handlers: undefined },
    };
    sessions.set(connection, session);
    return session;
  };
  const unary = answering(sessionOf);
  return {
    getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(plugin.version)),
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => new empty.Empty()),
    parameterize: unary(parameterize),
    checkConfig: unary(checkConfig),
    configure: unary(configure),
    check: unary(toHandler(check)),
    diff: unary(toHandler(diff)),
    create: unary(toHandler(create)),
    read: unary(toHandler(read)),
    update: unary(toHandler(update)),
    invoke: unary(invoke),
    delete: unary(toHandler(remove)),
  };
}

type Answer<Request, Response> = (
  session: Session,
  request: Request,
) => Response | Promise<Response>;

function answering(sessionOf: (connection: string) => Session) {
  return <Request, Response>(answer: Answer<Request, Response>) =>
    (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
      const run = async (): Promise<Response> => answer(sessionOf(call.getPeer()), call.request);
      run().then(
        (response) => callback(null, response),
        (thrown: unknown) => callback(grpcError(thrown)),
      );
    };
}

const toHandler =
  <Request extends { getType(): string }, Response>(
    answer: (handler: ResourceHandler, request: Request) => Promise<Response>,
  ): Answer<Request, Response> =>
  (session, request) =>
    answer(handlerOf(session, request), request);

function packageOf(session: Session): PluginPackage {
  if (session.package) return session.package;
  throw new SeaworthyError(
    "INPUT_INVALID",
    `Plugin ${session.plugin.name} serves a package only after it was parameterized with one.`,
  );
}

function handlersOf(session: Session): Handlers {
  if (session.handlers) return session.handlers;
  throw new SeaworthyError("CONFIG_INVALID", `Plugin ${session.plugin.name} was not configured.`);
}

function handlerOf(session: Session, request: { getType(): string }): ResourceHandler {
  const { resources, otherResource } = handlersOf(session);
  const type = request.getType();
  return resources[type] ?? otherResource?.(type) ?? refuse(resources, type, "Resource type");
}

function refuse(table: Readonly<Record<string, unknown>>, token: string, kind: string): never {
  throw new SeaworthyError(
    "UNSUPPORTED",
    `${kind} ${token} is unknown to this plugin, which has: ${Object.keys(table).join(", ") || "none"}.`,
  );
}

function parameterize(
  session: Session,
  request: proto.ParameterizeRequest,
): proto.ParameterizeResponse {
  const value = request.getValue();
  if (!value || !session.plugin.parameterize) {
    throw new SeaworthyError(
      "UNSUPPORTED",
      `Plugin ${session.plugin.name} is parameterized by a generated package only, not by arguments.`,
    );
  }
  session.package = session.plugin.parameterize(value.getName(), value.getVersion());
  return new proto.ParameterizeResponse()
    .setName(session.package.name)
    .setVersion(session.package.version);
}

function checkConfig(session: Session, request: proto.CheckRequest): proto.CheckResponse {
  const news = fromStruct(request.getNews());
  const { inputs, failures } = packageOf(session).checkConfig(plain(news));
  return new proto.CheckResponse()
    .setInputs(toStruct(carrySecrets(inputs, news)))
    .setFailuresList(failures.map(failureMessage));
}

function configure(session: Session, request: proto.ConfigureRequest): proto.ConfigureResponse {
  session.handlers = packageOf(session).configure(plain(fromStruct(request.getArgs())));
  return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
}

async function check(
  handler: ResourceHandler,
  request: proto.CheckRequest,
): Promise<proto.CheckResponse> {
  const news = fromStruct(request.getNews());
  const result = await handler.check({
    name: request.getName(),
    type: request.getType(),
    olds: plain(fromStruct(request.getOlds())),
    news: plain(news),
  });
  return new proto.CheckResponse()
    .setInputs(toStruct(carrySecrets(result.inputs, news)))
    .setFailuresList(result.failures.map(failureMessage));
}

async function diff(
  handler: ResourceHandler,
  request: proto.DiffRequest,
): Promise<proto.DiffResponse> {
  const result = await handler.diff({
    id: request.getId(),
    oldInputs: plain(fromStruct(request.getOldInputs())),
    olds: plain(fromStruct(request.getOlds())),
    news: plain(fromStruct(request.getNews())),
  });
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(result.changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setHasdetaileddiff(true)
    .setDeletebeforereplace(result.deleteBeforeReplace ?? false)
    .setDiffsList(topLevel(result.changes))
    .setReplacesList(topLevel(result.changes.filter((change) => change.replaces)));
  for (const change of result.changes)
    response.getDetaileddiffMap().set(change.path, propertyDiff(change));
  return response;
}

async function create(
  handler: ResourceHandler,
  request: proto.CreateRequest,
): Promise<proto.CreateResponse> {
  const inputs = fromStruct(request.getProperties());
  const made = await handler.create({
    name: request.getName(),
    inputs: plain(inputs),
    preview: request.getPreview(),
  });
  return new proto.CreateResponse()
    .setId(made.id)
    .setProperties(toStruct(carrySecrets(made.outputs, inputs)));
}

async function read(
  handler: ResourceHandler,
  request: proto.ReadRequest,
): Promise<proto.ReadResponse> {
  const inputs = fromStruct(request.getInputs());
  const outputs = fromStruct(request.getProperties());
  const found = await handler.read({
    id: request.getId(),
    inputs: request.hasInputs() && Object.keys(inputs).length > 0 ? plain(inputs) : undefined,
    outputs: plain(outputs),
  });
  if (!found) return new proto.ReadResponse();
  return new proto.ReadResponse()
    .setId(found.id)
    .setProperties(toStruct(carrySecrets(found.outputs, outputs)))
    .setInputs(toStruct(carrySecrets(found.inputs, inputs)));
}

async function update(
  handler: ResourceHandler,
  request: proto.UpdateRequest,
): Promise<proto.UpdateResponse> {
  const news = fromStruct(request.getNews());
  const outputs = await handler.update({
    id: request.getId(),
    oldInputs: plain(fromStruct(request.getOldInputs())),
    olds: plain(fromStruct(request.getOlds())),
    news: plain(news),
    preview: request.getPreview(),
  });
  return new proto.UpdateResponse().setProperties(toStruct(carrySecrets(outputs, news)));
}

async function remove(
  handler: ResourceHandler,
  request: proto.DeleteRequest,
): Promise<empty.Empty> {
  const inputs = plain(fromStruct(request.getOldInputs()));
  await handler.delete({
    id: request.getId(),
    inputs,
    outputs: plain(fromStruct(request.getProperties())),
  });
  return new empty.Empty();
}

async function invoke(
  session: Session,
  request: proto.InvokeRequest,
): Promise<proto.InvokeResponse> {
  const { functions, otherFunction } = handlersOf(session);
  const token = request.getTok();
  const answer = functions[token] ?? otherFunction?.(token) ?? refuse(functions, token, "Function");
  return new proto.InvokeResponse().setReturn(
    toStruct(await answer(plain(fromStruct(request.getArgs())))),
  );
}

function fromStruct(value: Struct | undefined): Values {
  const decoded = decode(value?.toJavaScript() ?? {});
  return isValues(decoded) ? decoded : {};
}

function toStruct(values: Values): Struct {
  return struct.Struct.fromJavaScript(encode(values) as { [key: string]: struct.JavaScriptValue });
}

function failureMessage(failure: Failure): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(failure.property).setReason(failure.reason);
}

function propertyDiff(change: Change): proto.PropertyDiff {
  const kinds = {
    add: [proto.PropertyDiff.Kind.ADD, proto.PropertyDiff.Kind.ADD_REPLACE],
    delete: [proto.PropertyDiff.Kind.DELETE, proto.PropertyDiff.Kind.DELETE_REPLACE],
    update: [proto.PropertyDiff.Kind.UPDATE, proto.PropertyDiff.Kind.UPDATE_REPLACE],
  } as const;
  return new proto.PropertyDiff()
    .setKind(kinds[change.kind][change.replaces ? 1 : 0])
    .setInputdiff(true);
}

function topLevel(changes: readonly Change[]): string[] {
  return [...new Set(changes.map((change) => change.path.split(/[.[]/, 1)[0] ?? change.path))];
}
