import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { generate } from "selfsigned";
import { workerRuntime } from "../../bundle/bundle.ts";
import type { SmtpOptions } from "../../mail/adapters/smtp-options.ts";
import type { MailMessage } from "../../mail/message.ts";
import type { MailBindings } from "../../mail/settings.ts";

/** How a mail is sent. */
export type Through =
  | { readonly bindings: MailBindings }
  | { readonly smtp: Omit<SmtpOptions, "clock"> };

interface Sent {
  readonly outcome?: "accepted" | "rejected" | "retry" | "unknown";
  readonly id?: string;
  readonly code?: string;
  readonly afterMs?: number;
  readonly repeatable?: boolean;
  readonly thrown?: string;
}

export interface Sender {
  send(through: Through, message: MailMessage, idempotencyKey: string): Promise<Sent>;
  /** A certificate that the runtime trusts, for localhost and 127.0.0.1. */
  readonly tls: { readonly key: string; readonly cert: string };
  close(): Promise<void>;
}

/** Sends from a real workerd, since its sockets have no stand-in. */
export async function startSender(): Promise<Sender> {
  const folder = mkdtempSync(join(tmpdir(), "mail-"));
  const tls = await certificate();
  writeFileSync(join(folder, "ca.pem"), tls.cert);
  // miniflare reads it once, when it is loaded.
  process.env.NODE_EXTRA_CA_CERTS = join(folder, "ca.pem");
  const { Miniflare } = await import("miniflare");
  const miniflare = new Miniflare({
    ...workerRuntime,
    compatibilityFlags: [...workerRuntime.compatibilityFlags],
    ...{ cf: false, host: "127.0.0.1", modules: true, script: await bundled() },
  });
  const url = await miniflare.ready;
  return {
    tls,
    send: async (through, message, idempotencyKey) => {
      const body = JSON.stringify({ ...through, order: { message, idempotencyKey } });
      return (await (await fetch(url, { method: "POST", body })).json()) as Sent;
    },
    close: async () => {
      await miniflare.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "../../mail/mail-worker-testing.ts")],
    ...{ write: false, bundle: true, format: "esm", platform: "browser" },
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
  });
  return outputFiles?.[0]?.text ?? "";
}

async function certificate() {
  const notBeforeDate = new Date(Date.now() - 86_400_000);
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    ...{ keyType: "ec", algorithm: "sha256", notBeforeDate },
    notAfterDate: new Date(notBeforeDate.getTime() + 10 * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  return { key: made.private, cert: made.cert };
}
