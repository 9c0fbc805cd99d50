/**
 * Every command that Upstash documents (docs, "Redis command reference"), by what it can do. Other
 * commands are rejected as not available, whether the machine's Redis has them or not. JSON.* and
 * SEARCH.* stand for their families.
 */
export const readCommands = words(`
  BITCOUNT BITFIELD_RO BITPOS GETBIT ECHO PING ACL COMMAND DBSIZE INFO TIME MEMORY
  DUMP EXISTS EXPIRETIME KEYS PEXPIRETIME PTTL RANDOMKEY SCAN TOUCH TTL TYPE
  GEODIST GEOHASH GEOPOS GEORADIUS_RO GEORADIUSBYMEMBER_RO GEOSEARCH
  HEXISTS HEXPIRETIME HGET HGETALL HKEYS HLEN HMGET HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSTRLEN HTTL
  HVALS LINDEX LLEN LPOS LRANGE PUBLISH PUBSUB EVAL_RO EVALSHA_RO FCALL_RO
  SCARD SDIFF SINTER SINTERCARD SISMEMBER SMEMBERS SMISMEMBER SRANDMEMBER SSCAN SUNION
  ZCARD ZCOUNT ZDIFF ZINTER ZINTERCARD ZLEXCOUNT ZMSCORE ZRANDMEMBER ZRANGE ZRANGEBYLEX
  ZRANGEBYSCORE ZRANK ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION
  XINFO XLEN XPENDING XRANGE XREAD XREVRANGE DIGEST GET GETRANGE MGET STRLEN PFCOUNT
`);

/** Can change data; includes scripts and functions. */
export const writeCommands = words(`
  BITFIELD BITOP SETBIT COPY DEL EXPIRE EXPIREAT PERSIST PEXPIRE PEXPIREAT RENAME RENAMENX RESTORE
  UNLINK GEOADD GEORADIUS GEORADIUSBYMEMBER GEOSEARCHSTORE
  HDEL HEXPIRE HEXPIREAT HGETDEL HGETEX HINCRBY HINCRBYFLOAT HMSET HPERSIST HPEXPIRE HPEXPIREAT
  HSET HSETEX HSETNX PFADD PFMERGE
  LINSERT LMOVE LMPOP LPOP LPUSH LPUSHX LREM LSET LTRIM RPOP RPOPLPUSH RPUSH RPUSHX
  EVAL EVALSHA FCALL FUNCTION SCRIPT FLUSHALL FLUSHDB
  SADD SDIFFSTORE SINTERSTORE SMOVE SPOP SREM SUNIONSTORE
  ZADD ZDIFFSTORE ZINCRBY ZINTERSTORE ZMPOP ZPOPMAX ZPOPMIN ZRANGESTORE ZREM ZREMRANGEBYLEX
  ZREMRANGEBYRANK ZREMRANGEBYSCORE ZUNIONSTORE
  XACK XACKDEL XADD XAUTOCLAIM XCLAIM XDEL XDELEX XGROUP XREADGROUP XTRIM
  APPEND DECR DECRBY DELEX GETDEL GETEX GETSET INCR INCRBY INCRBYFLOAT MSET MSETNX PSETEX SET SETEX
  SETNX SETRANGE
`);

/** Commands of which Upstash documents only some subcommands. */
export const servedSubcommands: Readonly<Record<string, readonly string[]>> = {
  FUNCTION: ["DELETE", "FLUSH", "KILL", "LIST", "LOAD", "STATS"],
  MEMORY: ["USAGE"],
  PUBSUB: ["CHANNELS", "NUMPAT", "NUMSUB"],
  SCRIPT: ["EXISTS", "FLUSH", "KILL", "LOAD"],
};

/**
 * What Redis has and Upstash does not document. On the Redis protocol ACLs block it; on REST,
 * `refusalOf` does.
 */
export const lackingCommands = words(`
  LCS LOLWUT MOVE OBJECT SORT SORT_RO SPUBLISH SSUBSCRIBE SUNSUBSCRIBE SUBSTR XSETID
`);

/** Commands and options of newer servers, with the version of Redis that introduced them. */
export const newerCommands: Readonly<Record<string, readonly string[]>> = {
  "7.4": words(`
    HEXPIRE HEXPIREAT HEXPIRETIME HPERSIST HPEXPIRE HPEXPIREAT HPEXPIRETIME HPTTL HTTL
  `),
  "8.0": ["HGETDEL", "HGETEX", "HSETEX"],
  "8.2": ["XACKDEL", "XDELEX"],
  "8.4": ["DELEX", "DIGEST"],
};

export interface NewerOption {
  readonly command: string;
  /** Any of these words among the arguments uses the option. */
  readonly words: readonly string[];
  /** The version that introduced it. */
  readonly since: string;
}

export const newerOptions: readonly NewerOption[] = [
  { command: "BITOP", words: ["DIFF", "DIFF1", "ANDOR", "ONE"], since: "Redis 8.2" },
  { command: "SET", words: ["IFEQ", "IFNE", "IFDEQ", "IFDNE"], since: "Redis 8.4" },
  { command: "SCAN", words: ["WITHTYPE"], since: "Upstash alone" },
];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
