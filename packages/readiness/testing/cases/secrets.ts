import { unknown } from "../../plan/value.ts";
import { add, both, config, set, unmark, writtenInProgram } from "../change.ts";
import type { Case } from "./case.ts";

const version = "app-version";
const literal = "operator-token-for-prod-change-me-1234";
const random = "q7Zr2mX9vK4tL8wB1nC6yH3dF5jG0sPa";

export const secrets: readonly Case[] = [
  {
    rule: "secrets-no-plain-secret",
    broken: set(version, "bindings[WEBHOOK_SECRET].type", "plain_text"),
    hidden: set(version, "bindings[CACHE_REDIS_URL].text", unknown),
  },
  { rule: "secrets-not-in-names", broken: set("app", "name", `seaworthy-prod-${random}`) },
  {
    rule: "secrets-not-in-rules",
    broken: set(
      "edge-waf",
      "rules[scanner-agents].expression",
      `any(http.request.headers["x-key"][*] eq "${random}")`,
    ),
    hidden: set("edge-waf", "rules", unknown),
  },
  {
    rule: "secrets-long-enough",
    broken: set("secrets-jwt", "bytes", 16),
    hidden: set("secrets-jwt", "bytes", unknown),
  },
  {
    rule: "secrets-bound-long-enough",
    broken: set(version, "bindings[JWT_SECRET].text", "short"),
    hidden: set(version, "bindings[JWT_SECRET].text", unknown),
  },
  {
    rule: "secrets-distinct",
    broken: both(
      set(version, "bindings[JWT_SECRET].text", random),
      set(version, "bindings[WEBHOOK_SECRET].text", random),
    ),
    hidden: set(version, "bindings[JWT_SECRET].text", unknown),
  },
  {
    rule: "secrets-have-an-owner",
    broken: set("secrets-jwt", "owner", "unknown"),
    hidden: set("secrets-jwt", "owner", unknown),
  },
  {
    rule: "secrets-rotated-in-time",
    broken: set("secrets-jwt", "createdAt", "2026-01-01T00:00:00Z"),
    hidden: set("secrets-jwt", "everyDays", unknown),
  },
  {
    rule: "secrets-previous-within-grace",
    broken: both(
      set("secrets-jwt", "phase", "published"),
      set("secrets-jwt", "phaseSince", "2026-11-01T00:00:00Z"),
    ),
  },
  {
    rule: "secrets-previous-with-current",
    broken: set(version, "bindings[JWT_SECRET_PREVIOUS].type", "plain_text"),
    hidden: set(version, "bindings", unknown),
  },
  { rule: "secrets-grace-bounded", broken: config("seaworthy:secrets.graceSeconds", 31_536_000) },
  {
    rule: "secrets-not-in-config",
    broken: config("seaworthy:database.project.password", "correct horse battery staple"),
  },
  {
    rule: "secrets-not-in-program",
    broken: both(set(version, "bindings[OPERATOR_TOKEN].text", literal), writtenInProgram(literal)),
  },
  { rule: "secrets-marked", broken: unmark(version), hidden: set(version, "bindings", unknown) },
  {
    rule: "secrets-not-in-outputs",
    given: add("stack", "outputs", { appUrl: "https://api.seaworthy.dev" }),
    broken: set("outputs", "jwtSecret", random),
    hidden: set("outputs", "jwtSecret", unknown),
  },
];
