/** A finding about one vendor's account. */
export interface Finding {
  readonly vendor: string;
  /** The permission, plan or object, as the vendor calls it. */
  readonly what: string;
  /** `failed` stops an `up` before any change; `warning` is only printed. */
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

/** One line per finding, followed by the fix where one is needed. */
export function renderFindings(findings: readonly Finding[]): string {
  const marks = { ok: "✓", warning: "!", failed: "✗" } as const;
  return findings
    .map(({ vendor, what, status, fix }) => {
      const line = `${marks[status]} ${vendor.padEnd(10)} ${what}\n`;
      return fix === undefined ? line : `${line}    → ${fix}\n`;
    })
    .join("");
}
