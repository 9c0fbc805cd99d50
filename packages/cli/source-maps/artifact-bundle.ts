import { zipSync } from "fflate";

export interface BundledFile {
  /** Its name in stack traces, `index.js`. */
  readonly name: string;
  readonly debugId: string;
  readonly code: Uint8Array;
  readonly sourceMap: Uint8Array;
}

/**
 * A zip in sentry-cli's format: the files, and a manifest with each one's type and debug id. The
 * same content gives the same bytes.
 */
export function artifactBundle({ name, debugId, code, sourceMap }: BundledFile): Uint8Array {
  const map = `${name}.map`;
  const manifest = {
    files: {
      [`files/_/_/${name}`]: {
        url: `~/${name}`,
        type: "minified_source",
        headers: { "debug-id": debugId, sourcemap: map },
      },
      [`files/_/_/${map}`]: {
        url: `~/${map}`,
        type: "source_map",
        headers: { "debug-id": debugId },
      },
    },
  };
  return zipSync(
    {
      "manifest.json": new TextEncoder().encode(JSON.stringify(manifest)),
      [`files/_/_/${name}`]: code,
      [`files/_/_/${map}`]: sourceMap,
    },
    { mtime: "2000-01-01T00:00:00" },
  );
}
