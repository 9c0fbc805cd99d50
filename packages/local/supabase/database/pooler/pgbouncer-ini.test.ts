import { expect, it } from "vitest";
import { renderPoolerIni, renderUserList } from "./pgbouncer-ini.ts";

const options = {
  mode: "transaction",
  size: 15,
  poolerPort: 6432,
  postgresPort: 5432,
  userListFile: "/data/users.txt",
  isTlsRequired: false,
  tls: { keyFile: "/data/key", chainFile: "/data/crt", authorityFile: "/data/ca" },
} as const;

it("looks passwords up in the server, listens only on loopback, and has no Unix socket", () => {
  const lines = renderPoolerIni(options).split("\n");
  expect(lines).toContain("listen_addr = 127.0.0.1");
  expect(lines).toContain("unix_socket_dir = ");
  expect(lines).toContain("auth_type = scram-sha-256");
  expect(lines).toContain("postgres = host=127.0.0.1 port=5432 dbname=postgres");
});

it("of two sizes and modes differ only in these two lines, so a reload is enough", () => {
  const before = renderPoolerIni(options).split("\n");
  const after = renderPoolerIni({ ...options, mode: "session", size: 60 }).split("\n");
  expect(after.filter((line, index) => line !== before[index])).toEqual([
    "pool_mode = session",
    "default_pool_size = 60",
  ]);
});

it("escapes the quotes of a user's password", () => {
  expect(renderUserList({ pgbouncer: 'a"b' })).toBe('"pgbouncer" "a""b"\n');
});

it("keeps an idle connection for a minute and any for an hour; a client waits two minutes for one", () => {
  const lines = renderPoolerIni(options).split("\n");
  expect(lines).toContain("server_idle_timeout = 60");
  expect(lines).toContain("server_lifetime = 3600");
  expect(lines).toContain("query_wait_timeout = 120");
});
