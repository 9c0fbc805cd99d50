import fc from "fast-check";
import { expect, it } from "vitest";
import { renderPostgresConf, renderSettingsConf } from "./postgres-conf.ts";

const tls = { keyFile: "/data/key", chainFile: "/data/crt", authorityFile: "/data/ca" };

it("listens only on loopback and reads the requested settings last", () => {
  const lines = renderPostgresConf(5432, tls).trimEnd().split("\n");
  expect(lines).toContain("listen_addresses = '127.0.0.1'");
  expect(lines).toContain("unix_socket_directories = ''");
  expect(lines.at(-1)).toBe("include = 'settings.conf'");
});

it("writes each setting on one line, whatever its value", () => {
  expect(
    renderSettingsConf({ max_connections: 200, hot_standby_feedback: true, work_mem: "4MB" }),
  ).toBe("max_connections = '200'\nhot_standby_feedback = on\nwork_mem = '4MB'\n");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) =>
      /^work_mem = '([^'\\\r\n]|''|\\\\)*'\n$/.test(renderSettingsConf({ work_mem: value })),
    ),
  );
});
