import { expect, test } from "vitest";
import { mistakeInCron } from "./cron.ts";

test.each([
  "* * * * *",
  "17 3 * * *",
  "*/5 0-6,22 * * MON-FRI",
  "0 0 L * *",
  "0 0 15W * *",
  "0 9 * JAN,JUL 2#1",
  "0 0 29 2 *",
  "59 23 1-7 * SUN",
])("%s is next", (cron) => {
  expect(mistakeInCron(cron)).toBeUndefined();
});

test.each([
  ["17 25 * * *", "there is no hour 25"],
  ["60 3 * * *", "there is no minute 60"],
  ["0 3 0 * *", "there is no day of the month 0"],
  ["0 3 * 13 *", "there is no month 13"],
  ["0 3 * * 8", "there is no weekday 8"],
  ["0 3 * * 0", "there is no weekday 0"],
  ["0 3 * *", "has 4 fields"],
  ["@daily", "has 1 fields"],
  ["*/0 * * * *", "there is no minute */0"],
  ["0 3 30 2 *", "never comes"],
  ["0 3 31 4,6 *", "never comes"],
])("%s is wrong: %s", (cron, said) => {
  expect(mistakeInCron(cron)).toContain(said);
});
