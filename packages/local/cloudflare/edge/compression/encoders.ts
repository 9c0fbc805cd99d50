import type { Readable } from "node:stream";
import { promisify } from "node:util";
import {
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  zstdCompress,
} from "node:zlib";

export type Encoding = "gzip" | "br" | "zstd";

interface Encoder {
  /** Smaller responses are not compressed. */
  readonly minBytes: number;
  /** Off the main thread. */
  whole(body: Buffer): Promise<Buffer>;
  /** Flushes every part immediately, as the Worker sent it. */
  stream(body: Readable): Readable;
}

const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

export const encoders: Readonly<Record<Encoding, Encoder>> = {
  gzip: {
    minBytes: 48,
    whole: promisify(gzip),
    stream: (body) => piped(body, createGzip({ flush: constants.Z_SYNC_FLUSH })),
  },
  br: {
    minBytes: 50,
    whole: (body) => promisify(brotliCompress)(body, brotliOptions),
    stream: (body) =>
      piped(
        body,
        createBrotliCompress({ ...brotliOptions, flush: constants.BROTLI_OPERATION_FLUSH }),
      ),
  },
  zstd: {
    minBytes: 50,
    whole: promisify(zstdCompress),
    stream: (body) => piped(body, createZstdCompress({ flush: constants.ZSTD_e_flush })),
  },
};

function piped<Target extends NodeJS.ReadWriteStream & Readable>(
  body: Readable,
  target: Target,
): Readable {
  body.once("error", (cause) => target.destroy(cause));
  target.once("close", () => body.destroy());
  return body.pipe(target);
}
