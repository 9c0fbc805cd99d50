/**
 * Extracts the Worker's own error from the runtime's report, in Cloudflare's wording: the reason
 * first, with the upload's file names, without our process's stack.
 */
export function reasonOf(report: string): string {
  const messages = [...report.matchAll(/"message":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(`"${match[1]}"`) as string,
  );
  const lines = (messages.length > 0 ? messages.join("\n") : report).split("\n");
  const first = lines.findIndex(
    (line) => /Uncaught|[Ee]rror/.test(line) && !/failed to start/.test(line),
  );
  const told = lines.slice(Math.max(0, first), Math.max(0, first) + 4).map(inNamesOfUpload);
  return told.join("\n").trim().slice(0, 1_000);
}

function inNamesOfUpload(line: string): string {
  return line
    .replace(/^service core:user:[^:]*: /, "")
    .replaceAll(/file:\/\/\/[^\s:]*?([^\s:/]+(?::\d+)*)(?=\s|$)/g, "$1");
}
