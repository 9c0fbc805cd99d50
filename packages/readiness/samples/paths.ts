/** A path as a client may write it, and the result of Cloudflare's URL normalisation. */
export interface WrittenPath {
  readonly rawPath: string;
  readonly path: string;
}

const encode = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;

/**
 * Ways to write one path: upper and lower case, percent-encoded letters, dot segments, a trailing
 * slash. The edge decodes letters and resolves dots before it matches rules; case and slashes stay
 * unchanged (RFC 3986, Cloudflare's default normalization).
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
