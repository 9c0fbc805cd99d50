/**
 * The Worker's own error out of the runtime's report, as Cloudflare words it: the reason first, in
 * names of the upload, without our process's stack.
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
