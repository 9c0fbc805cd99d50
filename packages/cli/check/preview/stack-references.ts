/**
 * Loaded into the previewed program by `--import`. A check has no other stack's state, so what a
 * program reads from one is unknown, instead of the error that no such stack exists.
 */
import { createRequire, Module } from "node:module";

/** Messages of `@pulumi/pulumi/proto`, in whichever copy the program uses. */
interface Struct {
  readonly constructor: { fromJavaScript(values: unknown): unknown };
}
interface ReadRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProperties(): Struct;
}
interface RegisterRequest {
  setType(type: string): void;
  setName(name: string): void;
  setParent(parent: string): void;
  setCustom(custom: boolean): void;
  setAcceptsecrets(accepts: boolean): void;
  setObject(values: unknown): void;
}
interface Registered {
  getUrn(): string;
}
interface ReadResponse {
  setUrn(urn: string): void;
  setProperties(values: unknown): void;
}
type Answer<Message> = (error: unknown, answer: Message) => void;
interface Monitor {
  readResource(request: ReadRequest, answer: Answer<ReadResponse | undefined>): unknown;
  registerResource(request: RegisterRequest, answer: Answer<Registered>): unknown;
}
interface Services {
  readonly ResourceMonitorClient: { readonly prototype: Monitor };
}
interface Messages {
  readonly RegisterResourceRequest: new () => RegisterRequest;
  readonly ReadResourceResponse: new () => ReadResponse;
}

const reference = "pulumi:pulumi:StackReference";
/** How the SDK and the engine write an unknown value. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const services = /[\\/]proto[\\/]resource_grpc_pb(\.js)?$/;
const loader = Module as unknown as {
  _load(request: string, parent: { filename?: string } | undefined, ...rest: unknown[]): unknown;
};
const load = loader._load;
loader._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  if (services.test(request) && parent?.filename !== undefined)
    answerReferences(
      loaded as Services,
      createRequire(parent.filename)(request.replace("_grpc_pb", "_pb")) as Messages,
    );
  return loaded;
};

function answerReferences({ ResourceMonitorClient: client }: Services, messages: Messages): void {
  const { readResource } = client.prototype;
  client.prototype.readResource = function (request, answer) {
    if (request.getType() !== reference) return readResource.call(this, request, answer);
    // The engine has to know the URN on which other resources depend: a component needs no plugin.
    return this.registerResource(componentFor(request, messages), (error, registered) => {
      if (error !== null && error !== undefined) return answer(error, undefined);
      answer(undefined, unknownOutputs(request, registered, messages));
    });
  };
}

function componentFor(request: ReadRequest, { RegisterResourceRequest }: Messages) {
  const component = new RegisterResourceRequest();
  component.setType("seaworthy:check:StackReference");
  component.setName(request.getName());
  component.setParent(request.getParent());
  component.setCustom(false);
  component.setAcceptsecrets(true);
  component.setObject(structOf(request, {}));
  return component;
}

function unknownOutputs(
  request: ReadRequest,
  registered: Registered,
  { ReadResourceResponse }: Messages,
): ReadResponse {
  const response = new ReadResourceResponse();
  response.setUrn(registered.getUrn());
  const outputs = { name: unknownValue, outputs: unknownValue, secretOutputNames: unknownValue };
  response.setProperties(structOf(request, outputs));
  return response;
}

/** A struct of the same copy of protobuf as the request's own. */
const structOf = (request: ReadRequest, values: Readonly<Record<string, string>>): unknown =>
  request.getProperties().constructor.fromJavaScript(values);
