/** Ports of one database that clients use. */
export interface ClientPorts {
  /** REST endpoint. */
  readonly rest: number;
  /** Redis protocol, with Upstash's limits. */
  readonly redis: number;
}

export interface RedisDatabasePorts extends ClientPorts {
  /** The Redis server behind both. */
  readonly server: number;
}

export const portKinds = ["rest", "redis", "server"] as const;

export function portName(id: string, kind: keyof RedisDatabasePorts): string {
  return `redis.${kind}.${id}`;
}
