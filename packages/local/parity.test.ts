import { describe, expect, it } from "vitest";
import { renderParityTable } from "./parity.ts";

describe("renderParityTable", () => {
  it("gives every vendor a section and every row a line, in order", () => {
    const page = renderParityTable([
      {
        name: "sentry",
        parity: [
          { what: "GET /a/", level: "enforced" },
          { what: "PUT /b/", level: "refused", note: "501" },
        ],
      },
      { name: "upstash", parity: [{ what: "GET /v2/x", level: "accepted" }] },
    ]);
    expect(page.split("\n").filter((line) => line.startsWith("## "))).toEqual([
      "## Sentry",
      "## Upstash",
    ]);
    expect(page).toContain("| GET /a/ | enforced |  |\n| PUT /b/ | refused | 501 |\n");
    expect(page.endsWith("| GET /v2/x | accepted |  |\n")).toBe(true);
  });

  it("keeps a row on one line whatever its text contains", () => {
    const page = renderParityTable([
      { name: "sentry", parity: [{ what: "a | b\nc <script>", level: "accepted", note: "x\n|y" }] },
    ]);
    expect(page).toContain("| a \\| b c &lt;script> | accepted | x \\|y |");
  });
});
