import { SourceMap } from "node:module";

/** Rewrites positions in the bundle to positions in the sources. */
export type PlaceMapper = (text: string) => string;

const place = /(?:[\w@:/.-]*\/)?index\.js:(\d+):(\d+)/g;

/**
 * @param sourceMap of the bundle's main module, as JSON
 * @param folder displayed base of the sources' relative paths
 */
export function placeMapper(sourceMap: string, folder: string): PlaceMapper {
  const map = new SourceMap(JSON.parse(sourceMap));
  return (text) =>
    text.replace(place, (whole, line: string, column: string) => {
      const origin = map.findOrigin(Number(line), Number(column));
      if (!("fileName" in origin) || origin.fileName === undefined) return whole;
      return `${resolved(folder, origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
    });
}

/** `<app>/dist` and `../src/a.ts` become `<app>/src/a.ts`. */
function resolved(folder: string, file: string): string {
  const { pathname } = new URL(file, `file:///${folder}/`);
  return decodeURIComponent(pathname).slice(1);
}
