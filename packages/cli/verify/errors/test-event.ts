/** Marked as a test event, and never grouped with another issue. */
export const testEvent = (
  value: string,
  file = "seaworthy-verify.js",
  { line, column }: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
  tags: Readonly<Record<string, string>> = {},
) => ({
  level: "error",
  tags: { seaworthy: "verify", ...tags },
  fingerprint: [value],
  exception: {
    values: [
      {
        type: "SeaworthyVerify",
        value,
        stacktrace: {
          frames: [
            { filename: file, abs_path: file, function: "verify", lineno: line, colno: column },
          ],
        },
      },
    ],
  },
});
