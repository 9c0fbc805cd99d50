import type { ServiceError } from "@grpc/grpc-js";
import type pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Failure } from "../kit/plugin.ts";
import { decode, encode, isValues, type Values } from "../kit/values.ts";

interface DiffAnswer {
  readonly changed: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Paths of the detailed diff. */
  readonly paths: readonly string[];
}

export interface ObjectState {
  readonly id: string;
  readonly inputs: Values;
  /** With `Secret` where the plugin marked a value. */
  readonly outputs: Values;
}

/** The engine's side of the plugin protocol, as far as tests use it. Rejects with gRPC's error. */
export interface PluginClient {
  parameterize(
    name: string,
    version: string,
    value: string,
  ): Promise<{ name: string; version: string }>;
  checkConfig(type: string, inputs: Values): Promise<readonly Failure[]>;
  configure(type: string, inputs: Values): Promise<void>;
  check(
    type: string,
    news: Values,
    olds?: Values,
  ): Promise<{ inputs: Values; failures: readonly Failure[] }>;
  diff(type: string, state: ObjectState, news: Values): Promise<DiffAnswer>;
  create(type: string, inputs: Values, preview?: boolean): Promise<ObjectState>;
  /** Without state: an import. Undefined when the object does not exist. */
  read(type: string, id: string, state?: ObjectState): Promise<ObjectState | undefined>;
  update(type: string, state: ObjectState, news: Values, preview?: boolean): Promise<ObjectState>;
  delete(type: string, state: ObjectState): Promise<void>;
  invoke(token: string, args: Values): Promise<Values>;
  version(): Promise<string>;
}

const name = "tested";
const urnOf = (type: string) => `urn:pulumi:test::test::${type}::${name}`;

function send<Response>(
  start: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error ? reject(error) : resolve(response)));
  });
}

export function createPluginClient(service: ResourceProviderClient): PluginClient {
  const named = <
    T extends { setUrn(urn: string): T; setName(name: string): T; setType(type: string): T },
  >(
    request: T,
    type: string,
  ): T => request.setUrn(urnOf(type)).setName(name).setType(type);
  return {
    ...configuring(service),
    check: async (type, news, olds = {}) => {
      const request = named(new proto.CheckRequest(), type)
        .setNews(toStruct(news))
        .setOlds(toStruct(olds));
      const response = await send<proto.CheckResponse>((done) => service.check(request, done));
      return { inputs: fromStruct(response.getInputs()), failures: failuresOf(response) };
    },
    diff: async (type, state, news) => {
      const request = named(new proto.DiffRequest(), type)
        .setId(state.id)
        .setOldInputs(toStruct(state.inputs))
        .setOlds(toStruct(state.outputs))
        .setNews(toStruct(news));
      return diffAnswer(await send<proto.DiffResponse>((done) => service.diff(request, done)));
    },
    create: async (type, inputs, preview = false) => {
      const response = await send<proto.CreateResponse>((done) =>
        service.create(
          named(new proto.CreateRequest(), type)
            .setProperties(toStruct(inputs))
            .setPreview(preview),
          done,
        ),
      );
      return { id: response.getId(), inputs, outputs: fromStruct(response.getProperties()) };
    },
    read: async (type, id, state) => {
      const request = named(new proto.ReadRequest(), type).setId(id);
      if (state) request.setInputs(toStruct(state.inputs)).setProperties(toStruct(state.outputs));
      const response = await send<proto.ReadResponse>((done) => service.read(request, done));
      if (response.getId() === "") return undefined;
      return {
        id: response.getId(),
        inputs: fromStruct(response.getInputs()),
        outputs: fromStruct(response.getProperties()),
      };
    },
    update: async (type, state, news, preview = false) => {
      const request = named(new proto.UpdateRequest(), type)
        .setId(state.id)
        .setOldInputs(toStruct(state.inputs))
        .setOlds(toStruct(state.outputs))
        .setNews(toStruct(news));
      const response = await send<proto.UpdateResponse>((done) =>
        service.update(request.setPreview(preview), done),
      );
      return { id: state.id, inputs: news, outputs: fromStruct(response.getProperties()) };
    },
    delete: async (type, state) => {
      const request = named(new proto.DeleteRequest(), type)
        .setId(state.id)
        .setOldInputs(toStruct(state.inputs))
        .setProperties(toStruct(state.outputs));
      await send<emptyProto.Empty>((done) => service.delete(request, done));
    },
  };
}

function configuring(
  service: ResourceProviderClient,
): Pick<PluginClient, "parameterize" | "checkConfig" | "configure" | "invoke" | "version"> {
  return {
    parameterize: async (packageName, version, value) => {
      const given = new proto.ParameterizeRequest.ParametersValue()
        .setName(packageName)
        .setVersion(version)
        .setValue(Buffer.from(value));
      const response = await send<proto.ParameterizeResponse>((done) =>
        service.parameterize(new proto.ParameterizeRequest().setValue(given), done),
      );
      return { name: response.getName(), version: response.getVersion() };
    },
    checkConfig: async (type, inputs) => {
      const request = new proto.CheckRequest()
        .setUrn(urnOf(type))
        .setType(type)
        .setName(name)
        .setNews(toStruct(inputs));
      return failuresOf(
        await send<proto.CheckResponse>((done) => service.checkConfig(request, done)),
      );
    },
    configure: async (type, inputs) => {
      const request = new proto.ConfigureRequest()
        .setUrn(urnOf(type))
        .setType(type)
        .setArgs(toStruct(inputs))
        .setAcceptsecrets(true)
        .setAcceptresources(true);
      await send<proto.ConfigureResponse>((done) => service.configure(request, done));
    },
    invoke: async (token, args) => {
      const response = await send<proto.InvokeResponse>((done) =>
        service.invoke(new proto.InvokeRequest().setTok(token).setArgs(toStruct(args)), done),
      );
      return fromStruct(response.getReturn());
    },
    version: async () =>
      (
        await send<pluginProto.PluginInfo>((done) =>
          service.getPluginInfo(new emptyProto.Empty(), done),
        )
      ).getVersion(),
  };
}

function diffAnswer(response: proto.DiffResponse): DiffAnswer {
  return {
    changed: response.getChanges() !== proto.DiffResponse.DiffChanges.DIFF_NONE,
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    paths: [...response.getDetaileddiffMap().keys()].sort(),
  };
}

function failuresOf(response: proto.CheckResponse): Failure[] {
  return response
    .getFailuresList()
    .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

function toStruct(values: Values): struct.Struct {
  return struct.Struct.fromJavaScript(encode(values) as { [key: string]: struct.JavaScriptValue });
}

function fromStruct(value: struct.Struct | undefined): Values {
  const decoded = decode(value?.toJavaScript() ?? {});
  return isValues(decoded) ? decoded : {};
}
