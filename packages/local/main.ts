import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseVariable } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { cloudFile, failureFile } from "./cloud-file.ts";
import { codeFingerprint } from "./code-fingerprint.ts";
import { createConsole } from "./console/index.ts";
import { isoTime, systemClock } from "./kernel/clock.ts";
import { startCloud } from "./kernel/cloud.ts";
import { identify } from "./kernel/processes/identity.ts";
import { smtpPortName } from "./resend/api/index.ts";
import { vendorFactories } from "./vendors.ts";

/** The local cloud's process: started by the supervisor, ended by SIGTERM. */
const directory = join(
  resolve(parseVariable("SEAWORTHY_DIRECTORY", z.string("set the local cloud's state folder"))),
  "local",
);

async function main(): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const code = codeFingerprint();
  const cloud = await startCloud({ directory, vendors: vendorFactories, console: createConsole });
  const self = identify(process.pid);
  if (self) {
    const { controlUrl, tokens, ports } = cloud.context;
    const appUrl = `http://localhost:${await ports.get("edge.http")}`;
    const mailPort = await ports.get(smtpPortName);
    cloudFile.write(directory, {
      controlUrl,
      appUrl,
      mailPort,
      tokens,
      process: self,
      code,
      startedAt: isoTime(systemClock),
    });
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, async () => {
      cloudFile.remove(directory);
      await cloud.close();
      process.exit(0);
    });
  }
}

main().catch((thrown: unknown) => {
  const known = thrown instanceof SeaworthyError;
  failureFile.write(directory, {
    code: known ? thrown.code : "CLOUD_START_FAILED",
    message: messageOf(thrown),
    retryable: known && thrown.retryable,
  });
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exit(1);
});
