import { readEnvironment } from "@seaworthy/core/environment";
import { standInOutput } from "@seaworthy/core/stand-in";
import { Secret, type Values } from "../kit/values.ts";

/** A resource that a check is asked to make. */
interface Request {
  readonly token: string;
  readonly name: string;
  readonly inputs: Values;
}

/** What a check says of a resource that is not there: nothing is known where it has no id. */
interface Made {
  readonly id: string;
  readonly outputs: Values;
}

/** A value of the resource's own, told from all others by the property that it is. */
type StandIn = (property: string) => string;
type NumberStandIn = (property: string) => number;
type Outputs = (inputs: Values, of: StandIn, numberOf: NumberStandIn) => Values;

/**
 * What a new resource would give out, with a stand-in for each text that its vendor makes up. The
 * check takes these for unknown, and still sees which value goes where: that two bindings hold one
 * key, or that an output shows a secret.
 */
export function newResource({ token, name, inputs }: Request): Made {
  if (readEnvironment().SEAWORTHY_CHECK_OUTPUTS !== "stand-ins" || !hasStandIns(token))
    return { id: "", outputs: inputs };
  const output = { type: token, name };
  const of: StandIn = (property) => String(standInOutput({ ...output, property }));
  const numberOf: NumberStandIn = (property) =>
    Number(standInOutput({ ...output, property, kind: "number" }));
  const own = Object.hasOwn(table, token) ? table[token]?.(inputs, of, numberOf) : undefined;
  return { id: of("id"), outputs: { ...inputs, ...own } };
}

const secret = (text: string): Secret => new Secret(text);

/** The first generation, or none where a person has to give the value. */
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

/** Of Sentry's objects only keys: data sources ask by the id of others, and no check can answer. */
const hasStandIns = (token: string): boolean =>
  !token.startsWith("sentry:") || Object.hasOwn(table, token);
