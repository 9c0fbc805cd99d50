import { boolean, computed, list, number, output, type Shape, string } from "../../engine/shape.ts";

const plans = [
  "free",
  "payg",
  "fixed_250mb",
  "fixed_1gb",
  "fixed_5gb",
  "fixed_10gb",
  "fixed_50gb",
  "fixed_100gb",
  "fixed_500gb",
];
const secretOutput = { mode: "output", secret: true } as const;

/** The properties of `seaworthy:upstash:RedisDatabase`. */
export const redisDatabaseShape = {
  /** Unique in the account; an existing database with this name is adopted. */
  name: string({ mode: "required", matches: [/\S/, "must not be blank"] }),
  /** Primary region, e.g. `eu-central-1`. A change replaces the database. */
  region: string({ mode: "required", replaces: true }),
  /** The region's cloud. Default `aws`. A change replaces the database. */
  platform: string({ replaces: true, default: "aws", oneOf: ["aws", "gcp"] }),
  /** Regions with read replicas. */
  readRegions: list(string(), computed),
  /**
   * Whether entries are evicted when memory is full: true for a cache, false for limiter state and
   * locks.
   */
  eviction: boolean({ mode: "required" }),
  /**
   * Whether clients connect over TLS. Can be turned on later; turning it off replaces the database.
   */
  tls: boolean({ mode: "required" }),
  /** Monthly budget in US dollars. */
  budget: number({ mode: "computed", range: [0, 1_000_000] }),
  /** Plan: `free`, `payg`, `fixed_250mb` … `fixed_500gb`. Default: the account's. */
  plan: string({ mode: "computed", oneOf: plans, writeOnly: true }),
  /** Whether the plan is upgraded automatically when a limit is reached. */
  autoUpgrade: boolean(computed),
  databaseId: string(output),
  /** Host of the REST API, with a port if it is not the scheme's default. */
  endpoint: string(output),
  /** Port of the Redis protocol. */
  port: number(output),
  /** `http(s)://<endpoint>`, for `@upstash/redis`. */
  restUrl: string(output),
  /** Secret: the default user's password. */
  password: string(secretOutput),
  /** Secret: has all rights. Give consumers an `AclUser` instead. */
  restToken: string(secretOutput),
  /** Secret. */
  readOnlyRestToken: string(secretOutput),
} satisfies Shape;
