import { readEnvironment } from "@seaworthy/core/environment";
import { standInOutput } from "@seaworthy/core/stand-in";
import { Secret, type Values } from "../kit/values.ts";

/** A resource to be created in a check. */
interface Request {
  readonly token: string;
  readonly name: string;
  readonly inputs: Values;
}

/**
 * A check's result for a resource that does not exist; its outputs are unknown when it has no id.
 */
interface Made {
  readonly id: string;
  readonly outputs: Values;
}

/** A value unique to the resource and the property. */
type StandIn = (property: string) => string;
type NumberStandIn = (property: string) => number;
type Outputs = (inputs: Values, of: StandIn, numberOf: NumberStandIn) => Values;

/**
 * The outputs of a new resource, with a stand-in for each string that its vendor generates. The
 * check treats these as unknown, but still sees where each value goes: that two bindings contain
 * the same key, or that an output reveals a secret.
 */
export function newResource({ token, name, inputs }: Request): Made {
  if (!isCheck() || !hasStandIns(token)) return { id: "", outputs: inputs };
  const output = { type: token, name };
  const of: StandIn = (property) => String(standInOutput({ ...output, property }));
  const numberOf: NumberStandIn = (property) =>
    Number(standInOutput({ ...output, property, kind: "number" }));
  const own = Object.hasOwn(table, token) ? table[token]?.(inputs, of, numberOf) : undefined;
  return { id: of("id"), outputs: { ...inputs, ...own } };
}

/** No vendor is asked: nothing is there, and what a program imports is as it declares it. */
export const isCheck = (): boolean => readEnvironment().SEAWORTHY_CHECK_OUTPUTS === "stand-ins";

const secret = (text: string): Secret => new Secret(text);

/** The first generation, or none if an operator has to supply the value. */
const credential: Outputs = ({ given }, of) => {
  const isAwaited = typeof given === "string";
  const generation = isAwaited ? 0 : 1;
  const [valueA, valueB] = isAwaited ? ["", ""] : [of("valueA"), of("valueB")];
  const madeAt = new Date().toISOString();
  return {
    ...{ phase: "steady", slot: "a", newest: generation, generation },
    ...{ value: secret(valueA), other: secret("") },
    ...{ valueA: secret(valueA), valueB: secret(valueB) },
    ...{ generationA: generation, generationB: 0, madeAtA: madeAt, madeAtB: madeAt },
    ...{ createdAt: madeAt, phaseSince: madeAt },
  };
};

const redisDatabase: Outputs = ({ tls }, of) => {
  const endpoint = `${of("endpoint")}.upstash.io`;
  return {
    ...{ databaseId: of("databaseId"), endpoint, port: 6379 },
    restUrl: `${tls === false ? "http" : "https"}://${endpoint}`,
    password: secret(of("password")),
    restToken: secret(of("restToken")),
    readOnlyRestToken: secret(of("readOnlyRestToken")),
  };
};

const aclUser: Outputs = ({ password }, of) => ({
  restToken: secret(of("restToken")),
  ...(password === undefined ? { password: secret(of("password")) } : {}),
});

const pooler: Outputs = ({ projectRef, poolMode }, of, numberOf) =>
  typeof projectRef === "string"
    ? {
        host: `${of("host")}.pooler.supabase.com`,
        port: poolMode === "session" ? 5432 : 6543,
        database: "postgres",
        adminUser: `postgres.${projectRef}`,
        usernameSuffix: `.${projectRef}`,
        directHost: `db.${projectRef}.supabase.co:5432`,
        maxClientConn: numberOf("maxClientConn"),
      }
    : {};

const sentryKey: Outputs = (_, of) => {
  const dsn = (credentials: string) => `https://${credentials}@o1.ingest.sentry.io/1`;
  return {
    public: of("public"),
    secret: secret(of("secret")),
    dsnPublic: dsn(of("dsnPublic")),
    dsnSecret: secret(dsn(`${of("public")}:${of("secret")}`)),
  };
};

const table: Readonly<Record<string, Outputs>> = {
  "seaworthy:index:Credential": credential,
  "seaworthy:upstash:RedisDatabase": redisDatabase,
  "seaworthy:upstash:AclUser": aclUser,
  "seaworthy:supabase:Pooler": pooler,
  "supabase:index/apikey:Apikey": (_, of) => ({ type: "secret", apiKey: secret(of("apiKey")) }),
  "sentry:index/key:Key": sentryKey,
};

/**
 * Of Sentry's resources only keys: data sources query others by id, which a check cannot answer.
 */
const hasStandIns = (token: string): boolean =>
  !token.startsWith("sentry:") || Object.hasOwn(table, token);
