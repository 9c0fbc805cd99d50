/** What a look at one vendor's account found. */
export interface Finding {
  readonly vendor: string;
  /** The right, plan or object, as the vendor's own pages call it. */
  readonly what: string;
  /** `failed` stops an `up` before anything is touched; `warning` is only said. */
  readonly status: "ok" | "warning" | "failed";
  /** What to do, and where. */
  readonly fix?: string;
}

export const ok = (vendor: string, what: string): Finding => ({ vendor, what, status: "ok" });
export const failed = (vendor: string, what: string, fix: string): Finding => ({
  ...{ vendor, what, status: "failed", fix },
});
export const warning = (vendor: string, what: string, fix: string): Finding => ({
  ...{ vendor, what, status: "warning", fix },
});

/** A line for each, with what to do below those that need something. */
export function renderFindings(findings: readonly Finding[]): string {
  const marks = { ok: "✓", warning: "!", failed: "✗" } as const;
  return findings
    .map(({ vendor, what, status, fix }) => {
      const line = `${marks[status]} ${vendor.padEnd(10)} ${what}\n`;
      return fix === undefined ? line : `${line}    → ${fix}\n`;
    })
    .join("");
}
