import type { ParityRow } from "../../kernel/vendor.ts";

export const parity: readonly ParityRow[] = [];
