import type { Next, Phase } from "../compose.ts";
import { headerOf, headerText, withHeader, withoutHeader } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { EdgeState } from "../state.ts";
import { chooseEncoding } from "./accept-encoding.ts";
import { createCompressionRules } from "./compression-rules.ts";
import { compressedTypes } from "./content-types.ts";
import { type Encoding, encoders } from "./encoders.ts";

/** https://developers.cloudflare.com/speed/optimization/content/compression/ */
const compressedStatuses = new Set([200, 403, 404]);

/**
 * Compresses for the client what Cloudflare compresses, with Brotli or else gzip. A compression
 * rule (`http_response_compression`) can change the order or add Zstandard.
 */
export function createCompression({ rulesets, settings }: EdgeState): Phase {
  const byDefault: readonly Encoding[] = settings.brotli === "off" ? ["gzip"] : ["br", "gzip"];
  const ruled = createCompressionRules(rulesets.http_response_compression, byDefault);
  const finish = async (request: EdgeRequest, accepted: string, coming: ReturnType<Next>) => {
    const response = await coming;
    if (!isCompressible(request, response)) return response;
    const wanted = ruled?.(request, response) ?? (hasCompressedType(response) ? byDefault : []);
    const encoding = chooseEncoding(accepted, wanted);
    return encoding ? compressed(response, encoding) : response;
  };
  return (request, next) => {
    const accepted = request.received.headers["accept-encoding"];
    return accepted === undefined ? next() : finish(request, headerText(accepted), next());
  };
}

function isCompressible(request: EdgeRequest, { status, headers }: EdgeResponse): boolean {
  return (
    request.method !== "HEAD" &&
    compressedStatuses.has(status) &&
    headerOf(headers, "content-encoding") === undefined &&
    !/\bno-transform\b/i.test(headerOf(headers, "cache-control") ?? "") &&
    !(request.keepsStrongEtags && headerOf(headers, "etag")?.startsWith('"'))
  );
}

function hasCompressedType({ headers }: EdgeResponse): boolean {
  const [type = ""] = (headerOf(headers, "content-type") ?? "").split(";");
  return compressedTypes.has(type.trim().toLowerCase());
}

async function compressed(response: EdgeResponse, encoding: Encoding): Promise<EdgeResponse> {
  const encoder = encoders[encoding];
  const { body } = response;
  const bytes = Buffer.isBuffer(body)
    ? body.length
    : Number(headerOf(response.headers, "content-length") ?? encoder.minBytes);
  if (bytes < encoder.minBytes) return response;
  return {
    ...response,
    headers: compressedHeaders(response.headers, encoding),
    body: Buffer.isBuffer(body) ? await encoder.whole(body) : encoder.stream(body),
  };
}

/** The bytes differ, so a strong ETag becomes a weak one (RFC 9110, 8.8.1). */
function compressedHeaders(raw: EdgeResponse["headers"], encoding: Encoding) {
  const plain = ["content-length", "accept-ranges"].reduce(withoutHeader, raw);
  const etag = headerOf(plain, "etag");
  const tagged = etag?.startsWith('"') ? withHeader(plain, "ETag", `W/${etag}`) : plain;
  const vary = headerOf(tagged, "vary");
  const varied = /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(vary ?? "")
    ? tagged
    : withHeader(
        tagged,
        "Vary",
        vary === undefined ? "Accept-Encoding" : `${vary}, Accept-Encoding`,
      );
  return [...varied, "Content-Encoding", encoding];
}
