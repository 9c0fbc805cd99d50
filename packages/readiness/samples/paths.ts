/** A path as a client may write it, and what Cloudflare's URL normalisation makes of it. */
export interface WrittenPath {
  readonly rawPath: string;
  readonly path: string;
}

const encode = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;

/**
 * Ways to write one path: in either case of letters, letters percent-encoded, dot segments, a
 * slash at the end. The edge decodes letters and resolves dots before it matches rules; case and
 * slashes stay as they are (RFC 3986, Cloudflare's default normalization).
 */
export function writings(path: string): WrittenPath[] {
  const upper = path.toUpperCase();
  return [
    { rawPath: path, path },
    { rawPath: upper, path: upper },
    { rawPath: path.replace(/[a-z]/, encode), path },
    { rawPath: path.replaceAll(/[a-z]/g, encode), path },
    { rawPath: `/.${path}`, path },
    { rawPath: `/x/..${path}`, path },
    { rawPath: `${path}/`, path: `${path}/` },
  ];
}
