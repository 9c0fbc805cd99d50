import {
  boolean,
  computed,
  list,
  map,
  number,
  object,
  output,
  required,
  type Shape,
  string,
} from "../engine/shape.ts";

const module: Shape = {
  name: string(required),
  contentType: string(required),
  contentFile: string(),
  contentBase64: string(),
  contentSha256: string(computed),
};

/** A binding's properties depend on its type; these are for the supported types. */
const binding: Shape = {
  name: string(required),
  type: string(required),
  text: string({ secret: true, writeOnly: true }),
  json: string(),
  id: string(),
  className: string(),
  scriptName: string(),
  namespaceId: string(),
  service: string(),
  environment: string(),
  entrypoint: string(),
  queueName: string(),
  bucketName: string(),
  dataset: string(),
};

const durableObjectExport = {
  type: string(required),
  storage: string(),
  state: string(),
  renamedTo: string(),
  transferFrom: string(),
  transferredTo: string(),
};

const migration = {
  oldTag: string(),
  newTag: string(),
  newClasses: list(string()),
  newSqliteClasses: list(string()),
  deletedClasses: list(string()),
};

const annotation = {
  workersMessage: string({ wire: "workers/message" }),
  workersTag: string({ wire: "workers/tag", mode: "computed" }),
  workersTriggeredBy: string({ wire: "workers/triggered_by", mode: "computed" }),
};

export const workerVersionShape: Shape = {
  accountId: string({ mode: "required", elsewhere: true }),
  workerId: string({ mode: "required", elsewhere: true }),
  mainModule: string(),
  modules: list(object(module), { elsewhere: true }),
  bindings: list(object(binding)),
  cacheOptions: object({ enabled: boolean(), crossVersionCache: boolean() }, computed),
  compatibilityDate: string(),
  compatibilityFlags: list(string(), computed),
  exports: map(object(durableObjectExport)),
  migrations: object(migration, { writeOnly: true }),
  limits: object({ cpuMs: number(), subrequests: number() }, computed),
  placement: object({ mode: string() }),
  annotations: object(annotation, computed),
  usageModel: string(computed),
  createdOn: string(output),
  number: number(output),
  source: string(output),
  migrationTag: string(output),
  startupTimeMs: number(output),
};
