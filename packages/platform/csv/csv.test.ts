import { describe, expect, it } from "vitest";
import { csvCell } from "./csv-cells.ts";
import { readCsvRecords } from "./csv-records.ts";

const read = (text: string, mostRows = 1_000) =>
  readCsvRecords(text, { mostRows, longestRecord: 10_000 });
const linesOf = (text: string) => read(text).records.map(({ line, cells }) => [line, ...cells]);

describe("records", () => {
  it.each([
    ["LF", "h,i\na,1\nb,2\n"],
    ["CRLF", "h,i\r\na,1\r\nb,2"],
    ["CR", "h,i\ra,1\rb,2\r"],
    ["CRLF, then LF", "h,i\r\na,1\nb,2\n"],
    ["LF, then CRLF", "h,i\na,1\r\nb,2\r\n"],
    ["a byte-order mark", "\ufeffh,i\na,1\nb,2"],
    ["a byte-order mark before quotes", '\ufeff"h","i"\r\na,1\r\nb,2'],
  ])("are separated by any line breaks: %s", (_what, text) => {
    expect(read(text).head).toEqual(["h", "i"]);
    expect(linesOf(text)).toEqual([
      [2, "a", "1"],
      [3, "b", "2"],
    ]);
  });

  it("have the number of the line where they start, with line breaks in quotes and blank lines before", () => {
    expect(linesOf('h\n"a\r\nb\nc"\n\n\n"d"\ne')).toEqual([
      [2, "a\r\nb\nc"],
      [7, "d"],
      [8, "e"],
    ]);
  });

  it("that are not CSV are reported by line, and end with it where possible", () => {
    const { records, unreadable } = read('h,i\na,x"y\nb,2\n');
    expect([unreadable, records.map(({ cells }) => cells[0])]).toEqual([[2], ["b"]]);
  });

  it.each([
    ["a field that is too long", `h\n${"x".repeat(1_000_000)}\nb`],
    ["a quoted field that is too long", `h\n"${"x\n".repeat(500_000)}"\nb`],
  ])("are bounded: %s", (_what, text) => {
    expect(read(text).unreadable).toHaveLength(1);
  });

  it("are one more than allowed if there are too many", () => {
    expect(read("h\n1\n2\n3\n4", 2).records).toHaveLength(3);
  });
});

it.each([
  ["an unreadable first line", 'h,x"y\na,1', "BODY_MALFORMED"],
  ["a first line that is too long", `h,${"n".repeat(20_000)}\na,1`, "BODY_MALFORMED"],
  ["lines of nothing but commas", `h\n${`${",".repeat(9_000)}\n`.repeat(200)}`, "BODY_INVALID"],
])("refuses %s", (_what, text, code) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }));
});

describe("a cell for people", () => {
  it.each([
    "=1+1",
    "+1",
    "-1",
    "@sum",
    "\t=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\uff1d1",
    "\uff20x",
  ])("is text, not a formula: %j", (text) =>
    expect(csvCell(text).replace(/^"/, "")).toBe(
      `'${text}${csvCell(text).endsWith('"') ? '"' : ""}`,
    ),
  );

  it.each(["a;=cmd()", "a\t=cmd()", 'a","=cmd()', "a\n=cmd()"])("stays one cell: %j", (text) =>
    expect(csvCell(text)).toBe(`"${text.replaceAll('"', '""')}"`),
  );

  it("is unchanged where it is harmless", () => expect(csvCell("Ada L-1")).toBe("Ada L-1"));
});
