const newer = (release: string) =>
  `Upstash serves the command, the Redis of this machine does not: it came with ${release} (parity)`;
const hashFields = newer("Redis 7.4");
const redis8 = newer("Redis 8.0");
const redis82 = newer("Redis 8.2");
const json = newer("Redis 8.0 or RedisJSON");
const search = "Upstash's search is not part of any Redis (parity)";
const readOnlyCall =
  "Redis requires the no-writes flag on a function called with FCALL_RO; Upstash does not";

/** Tests of `@upstash/redis` that do not pass here, each with the reason. */
export const redisDifferences: Readonly<Record<string, string>> = {
  "pkg/commands/bitop.test.ts*": redis82,
  "pkg/commands/hexpire.test.ts*": hashFields,
  "pkg/commands/hexpireat.test.ts*": hashFields,
  "pkg/commands/hexpiretime.test.ts*": hashFields,
  "pkg/commands/hgetdel.test.ts*": redis8,
  "pkg/commands/hgetex.test.ts*": redis8,
  "pkg/commands/hpersist.test.ts*": hashFields,
  "pkg/commands/hpexpire.test.ts*": hashFields,
  "pkg/commands/hpexpireat.test.ts*": hashFields,
  "pkg/commands/hpexpiretime.test.ts*": hashFields,
  "pkg/commands/hpttl.test.ts*": hashFields,
  "pkg/commands/hsetex.test.ts*": redis8,
  "pkg/commands/httl.test.ts*": hashFields,
  "pkg/commands/json_arrappend.test.ts*": json,
  "pkg/commands/json_arrindex.test.ts*": json,
  "pkg/commands/json_arrinsert.test.ts*": json,
  "pkg/commands/json_arrlen.test.ts*": json,
  "pkg/commands/json_arrpop.test.ts*": json,
  "pkg/commands/json_arrtrim.test.ts*": json,
  "pkg/commands/json_clear.test.ts*": json,
  "pkg/commands/json_del.test.ts*": json,
  "pkg/commands/json_forget.test.ts*": json,
  "pkg/commands/json_get.test.ts*": json,
  "pkg/commands/json_merge.test.ts*": json,
  "pkg/commands/json_mget.test.ts*": json,
  "pkg/commands/json_mset.test.ts*": json,
  "pkg/commands/json_numincrby.test.ts*": json,
  "pkg/commands/json_nummultby.test.ts*": json,
  "pkg/commands/json_objkeys.test.ts*": json,
  "pkg/commands/json_objlen.test.ts*": json,
  "pkg/commands/json_resp.test.ts*": json,
  "pkg/commands/json_set.test.ts*": json,
  "pkg/commands/json_strappend.test.ts*": json,
  "pkg/commands/json_strlen.test.ts*": json,
  "pkg/commands/json_toggle.test.ts*": json,
  "pkg/commands/json_type.test.ts*": json,
  "pkg/commands/scan.test.ts*": "SCAN WITHTYPE is Upstash's own; Redis does not have it (parity)",
  "pkg/commands/search/search.test.ts*": search,
  "pkg/commands/xackdel.test.ts*": redis82,
  "pkg/commands/xdelex.test.ts*": redis82,
  "pkg/pipeline.test.ts > use all the things > works": hashFields,
  "pkg/auto-pipeline.test.ts > Auto pipeline > should batch a large Promise.all of mixed reads and writes into one read and one write pipeline":
    hashFields,
  "pkg/auto-pipeline.test.ts > Auto pipeline > should split JSON reads and writes into separate pipelines across awaited Promise.all calls":
    json,
  "pkg/auto-pipeline.test.ts > read/write pipeline separation > Auto pipeline > should split a Promise.all of json.set and json.get into separate write and read pipelines":
    json,
  "pkg/redis.test.ts > search > should create index, seed data, and query": search,
  "pkg/functions.integration.test.ts > redis.functions (integration) > FCALL_RO*": readOnlyCall,
  "pkg/read-your-writes.test.ts > Read Your Writes Feature > updates after each element of promise.all":
    "writes that finish together share one token, the position after all of them, which is never too early",
  "pkg/commands/xreadgroup.test.ts > NOACK*":
    "Redis creates the consumer that reads with NOACK; Upstash does not list it",
  "pkg/commands/xtrim.test.ts > XLEN > should approximately trim stream to 30 items":
    "an approximate trim leaves whole nodes of Redis' stream; the test expects Upstash's smaller ones",
};

const denyList = "the test downloads a list of addresses from the internet, which was not there";

/** Tests of `@upstash/ratelimit` that do not pass here, each with the reason. */
export const ratelimitDifferences: Readonly<Record<string, string>> = {
  "examples/*": "the examples' tests need a deployed example",
  "src/deny-list/ip-deny-list.test.ts*": denyList,
  "src/deny-list/deny-list.test.ts*": denyList,
  "src/deny-list/integration.test.ts*": denyList,
  "src/ratelimit.test.ts > 16 Limit, 80% Load*":
    "counts 8 s of real time, one request more than expected; seen on a busy machine, not explained further",
};
