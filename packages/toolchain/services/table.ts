/** A program of the local cloud's data plane that is not an npm package. */
export interface Service {
  readonly title: string;
  /**
   * Groups of programs in one folder, each of which provides the service. The first of a group
   * prints its version.
   */
  readonly programs: readonly (readonly string[])[];
  readonly oldest: string;
  /** The first version that is too new. */
  readonly before?: string;
  /** True to take the newest on this machine, not the first of PATH. */
  readonly newest?: boolean;
  /** Extracts the version from the output of `<program> --version`. */
  readonly version: RegExp;
  /** Folders besides PATH; a star stands for each entry, highest number first. */
  readonly folders: readonly string[];
  readonly debian: string;
  readonly homebrew: string;
  readonly dnf: string;
  readonly pacman: string;
  readonly apk: string;
}

/**
 * PostgreSQL comes from npm if it is packaged for the machine. Debian keeps its own off PATH, in a
 * folder per major version; Homebrew keeps versioned kegs off it too.
 */
export const services = {
  postgres: {
    title: "PostgreSQL",
    programs: [["postgres", "initdb"]],
    // Supabase's version: another major version has other functions, settings and privileges.
    oldest: "17",
    before: "18",
    version: /\(PostgreSQL\) (\d+(?:\.\d+)*)/,
    folders: [
      "/usr/lib/postgresql/*/bin",
      "/opt/homebrew/opt/postgresql@*/bin",
      "/usr/local/opt/postgresql@*/bin",
      "/opt/homebrew/bin",
      "/usr/local/bin",
    ],
    debian: "postgresql-17",
    homebrew: "postgresql@17",
    dnf: "postgresql-server",
    pacman: "postgresql",
    apk: "postgresql17",
  },
  pgbouncer: {
    title: "PgBouncer",
    programs: [["pgbouncer"]],
    oldest: "1.18",
    version: /PgBouncer (?:version )?(\d+(?:\.\d+)*)/i,
    folders: ["/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin"],
    debian: "pgbouncer",
    homebrew: "pgbouncer",
    dnf: "pgbouncer",
    pacman: "pgbouncer",
    apk: "pgbouncer",
  },
  redis: {
    title: "Redis or Valkey",
    programs: [["redis-server"], ["valkey-server"]],
    oldest: "7",
    // Upstash serves commands that came with Redis 7.4 to 8.2.
    newest: true,
    version: /v=(\d+(?:\.\d+)*)/,
    folders: ["/usr/bin", "/opt/homebrew/bin", "/usr/local/bin"],
    debian: "redis-server",
    homebrew: "redis",
    dnf: "valkey",
    pacman: "valkey",
    apk: "valkey",
  },
} as const satisfies Readonly<Record<string, Service>>;

export type ServiceName = keyof typeof services;
export const serviceNames: readonly ServiceName[] = ["postgres", "pgbouncer", "redis"];
