import { randomBytes } from "node:crypto";
import type { ClientKey } from "../../ingest/model.ts";

/** `5ea` marks local keys; 32 hex digits, as at Sentry. */
const hex32 = () => `5ea${randomBytes(15).toString("hex").slice(0, 29)}`;

const defaultLoaderOptions = {
  hasReplay: true,
  hasPerformance: true,
  hasDebug: false,
  hasFeedback: false,
  hasLogsAndMetrics: false,
} as const;

export function newKey(
  projectId: string,
  dateCreated: string,
  given: Partial<ClientKey> = {},
): ClientKey {
  const publicKey = hex32();
  return {
    name: "Default",
    rateLimit: null,
    useCase: "user",
    isActive: true,
    browserSdkVersion: "latest",
    dynamicSdkLoaderOptions: defaultLoaderOptions,
    ...given,
    id: publicKey,
    public: publicKey,
    secret: hex32(),
    projectId,
    dateCreated,
  };
}

/** `http://<public>@127.0.0.1:<port>/<project>` */
export function dsnOf(
  ingestUrl: string,
  key: Pick<ClientKey, "public" | "projectId">,
  secret?: string,
): string {
  const { host, protocol } = new URL(ingestUrl);
  return `${protocol}//${key.public}${secret === undefined ? "" : `:${secret}`}@${host}/${key.projectId}`;
}

/** Sentry's client key. */
export function keyAnswer(key: ClientKey, ingestUrl: string) {
  const endpoint = (name: string) =>
    `${ingestUrl}/api/${key.projectId}/${name}/?sentry_key=${key.public}`;
  return {
    id: key.id,
    name: key.name,
    label: key.name,
    public: key.public,
    secret: key.secret,
    projectId: Number(key.projectId),
    isActive: key.isActive,
    rateLimit: key.rateLimit,
    dsn: {
      secret: dsnOf(ingestUrl, key, key.secret),
      public: dsnOf(ingestUrl, key),
      csp: endpoint("csp-report"),
      security: endpoint("security"),
      minidump: endpoint("minidump"),
      nel: endpoint("nel"),
      unreal: `${ingestUrl}/api/${key.projectId}/unreal/${key.public}/`,
      crons: `${ingestUrl}/api/${key.projectId}/cron/___MONITOR_SLUG___/${key.public}/`,
      cdn: `${ingestUrl}/js-sdk-loader/${key.public}.min.js`,
      playstation: endpoint("playstation"),
      integration: `${ingestUrl}/api/${key.projectId}/integration/`,
      otlp_traces: `${ingestUrl}/api/${key.projectId}/integration/otlp/v1/traces`,
      otlp_logs: `${ingestUrl}/api/${key.projectId}/integration/otlp/v1/logs`,
    },
    browserSdkVersion: key.browserSdkVersion,
    browserSdk: {
      choices: [
        ["latest", "latest"],
        ["7.x", "7.x"],
      ],
    },
    dateCreated: key.dateCreated,
    dynamicSdkLoaderOptions: key.dynamicSdkLoaderOptions,
    useCase: key.useCase,
  };
}
