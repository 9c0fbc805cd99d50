/**
 * Cloudflare's own error pages, by the 1xxx and 5xx codes that it documents
 * (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/).
 */
const pages = {
  unknownHost: {
    status: 404,
    code: 1001,
    title: "DNS resolution error",
    text: "This host is not in the local zone.",
  },
  directAddress: {
    status: 403,
    code: 1003,
    title: "Direct IP access not allowed",
    text: "Use the zone's hostname instead of an IP address.",
  },
  rateLimited: {
    status: 429,
    code: 1015,
    title: "You are being rate limited",
    text: "Too many requests in this period.",
  },
  blocked: {
    status: 403,
    code: 1020,
    title: "Access denied",
    text: "A security rule of this zone blocked the request.",
  },
  workerThrew: {
    status: 500,
    code: 1101,
    title: "Worker threw exception",
    text: "The Worker threw an exception. See: seaworthy logs local worker",
  },
  workerUnreachable: {
    status: 503,
    code: 1105,
    title: "Temporarily unavailable",
    text: "The Worker's runtime exited and is restarting.",
  },
  noOrigin: {
    status: 522,
    code: 522,
    title: "Connection timed out",
    text: "No Worker is deployed on a matching route, and there is no origin behind the edge.",
  },
  timedOut: {
    status: 524,
    code: 524,
    title: "A timeout occurred",
    text: "The Worker did not respond within 120 seconds.",
  },
  tooLarge: {
    status: 413,
    code: 413,
    title: "Payload Too Large",
    text: "Request bodies are limited to 100 MB.",
  },
  urlTooLong: {
    status: 414,
    code: 414,
    title: "URI Too Long",
    text: "URLs are limited to 16 KB.",
  },
  methodRefused: {
    status: 405,
    code: 405,
    title: "Method Not Allowed",
    text: "The edge does not allow this method.",
  },
  badRequest: { status: 400, code: 400, title: "Bad Request", text: "The request is malformed." },
} as const;

export type ErrorPageName = keyof typeof pages;

export interface ErrorPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The page in the format that the client accepts: JSON, HTML or plain text. */
export function errorPage(
  name: ErrorPageName,
  options: { ray: string; accept?: string | undefined; detail?: string },
): ErrorPage {
  const { status, code, title, text } = pages[name];
  const detail = options.detail ?? text;
  const accept = options.accept ?? "";
  const base = {
    "cache-control": "private, max-age=0, no-store, no-cache, must-revalidate",
  };
  if (accept.includes("application/json")) {
    const body = JSON.stringify({
      success: false,
      error_code: code,
      error_name: name,
      title,
      detail,
      ray_id: options.ray,
    });
    return { status, headers: { ...base, "content-type": "application/json" }, body };
  }
  if (accept.includes("text/html")) {
    return {
      status,
      headers: { ...base, "content-type": "text/html; charset=UTF-8" },
      body: html(code, title, detail, options.ray),
    };
  }
  return {
    status,
    headers: { ...base, "content-type": "text/plain; charset=UTF-8" },
    body: `error code: ${code}\n${title}: ${detail}\n`,
  };
}

function html(code: number, title: string, detail: string, ray: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${title} | localhost</title><link rel="icon" href="data:,">`;
  const style = "body{background:Canvas;color:CanvasText;overflow-wrap:anywhere}";
  const main = `<h1>Error ${code}</h1><h2>${title}</h2><p>${escapeHtml(detail)}</p><p>Ray ID: ${ray}. Served by the local edge.</p>`;
  return `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head><body><main>${main}</main></body></html>\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
