/** Sends one error to Sentry; `code` becomes a tag. */
export type ReportError = (error: unknown, code: string) => void;
