/** Identifies the sender: the public key, which the SDK gives in one of three places. */
export interface GivenKey {
  readonly publicKey: string | undefined;
  /** `sentry.javascript.cloudflare/10.75.2`, for the log. */
  readonly client: string | undefined;
}

/** From the header `X-Sentry-Auth` (or `Authorization: Sentry …`), or the query `sentry_key`. */
export function keyOfRequest(request: Request): GivenKey {
  const header = request.headers.get("x-sentry-auth") ?? request.headers.get("authorization") ?? "";
  const query = new URL(request.url).searchParams;
  const fields = authFields(header);
  return {
    publicKey: fields.get("sentry_key") ?? query.get("sentry_key") ?? undefined,
    client: fields.get("sentry_client") ?? query.get("sentry_client") ?? undefined,
  };
}

/**
 * From the envelope's own `dsn` header, `http://<public>@host/<project>`; undefined when it is
 * absent or not a URL.
 */
export function keyOfDsn(
  dsn: string | undefined,
): { publicKey: string; projectId: string } | undefined {
  if (dsn === undefined || !URL.canParse(dsn)) return undefined;
  const url = new URL(dsn);
  return { publicKey: url.username, projectId: url.pathname.split("/").at(-1) ?? "" };
}

/** `Sentry sentry_version=7, sentry_client=x/1.0, sentry_key=abc` */
function authFields(header: string): ReadonlyMap<string, string> {
  if (!/^Sentry\s/i.test(header)) return new Map();
  const pairs = header
    .slice(7)
    .split(",")
    .map((pair) => pair.trim().split("=", 2));
  return new Map(pairs.flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])));
}
