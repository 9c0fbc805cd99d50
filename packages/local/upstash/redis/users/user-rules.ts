import { ErrorReply } from "../connection.ts";
import { parseRestToken } from "../rest/rest-token.ts";
import { passwordHash, type RedisUser } from "./users.ts";

const longestList = 500;

/**
 * The user after `ACL SETUSER <username> <rules…>`, by Upstash's rules: a password must be a token
 * of ACL GENTOKEN for that user; `nopass`, hashes and rules for single subcommands are rejected.
 * Throws ErrorReply, which never contains a password.
 */
export function changeUser(
  known: RedisUser | undefined,
  username: string,
  rules: readonly string[],
): RedisUser {
  const changed = rules.reduce(
    changeByRule,
    known ?? { username, enabled: false, passwords: [], rules: [] },
  );
  if (changed.rules.length > longestList)
    throw new ErrorReply(`ERR more than ${longestList} rules; begin with 'reset' to replace them`);
  return changed;
}

function changeByRule(user: RedisUser, rule: string): RedisUser {
  const word = rule.toLowerCase();
  switch (word) {
    case "on":
    case "off":
      return { ...user, enabled: word === "on" };
    case "reset":
      return { username: user.username, enabled: false, passwords: [], rules: [] };
    case "resetpass":
      return { ...user, passwords: [] };
    case "nopass":
      throw new ErrorReply(
        "ERR Error in ACL SETUSER modifier 'nopass': every user must have a password, made with ACL GENTOKEN",
      );
    default:
      return changeByValue(user, rule);
  }
}

function changeByValue(user: RedisUser, rule: string): RedisUser {
  const value = rule.slice(1);
  switch (rule[0]) {
    case ">":
      return {
        ...user,
        passwords: [...without(user, tokenPassword(user, value)), tokenPassword(user, value)],
      };
    case "<":
      return { ...user, passwords: without(user, parseRestToken(value)?.password ?? value) };
    case "!":
      return {
        ...user,
        passwords: user.passwords.filter(
          (password) => passwordHash(password) !== value.toLowerCase(),
        ),
      };
    case "#":
      throw new ErrorReply(
        "ERR Error in ACL SETUSER modifier '#…': hashed passwords are not accepted; make one with ACL GENTOKEN",
      );
    case "(":
      throw new ErrorReply("ERR Error in ACL SETUSER modifier '(…)': selectors are not supported");
    default:
      return { ...user, rules: [...user.rules, plainRule(rule)] };
  }
}

function plainRule(rule: string): string {
  if (/^[+-][^@].*\|/.test(rule))
    throw new ErrorReply(
      `ERR Error in ACL SETUSER modifier '${rule}': rules for subcommands are not supported`,
    );
  if (rule === "" || /\s/.test(rule))
    throw new ErrorReply("ERR Error in ACL SETUSER modifier: a rule is one word without spaces");
  return rule;
}

function tokenPassword(user: RedisUser, token: string): string {
  const wrapped = parseRestToken(token);
  if (wrapped?.username === user.username) return wrapped.password;
  throw new ErrorReply(
    `ERR Error in ACL SETUSER modifier '>…': not a token of "ACL GENTOKEN ${user.username}"`,
  );
}

function without(user: RedisUser, password: string): string[] {
  return user.passwords.filter((known) => known !== password);
}
