import { generate, type Parser } from "peggy";

/**
 * The grammar, in precedence order: `or` binds loosest, then `xor`, `and`, `not`
 * (https://developers.cloudflare.com/ruleset-engine/rules-language/operators/#order-of-precedence).
 */
const source = String.raw`
{{
  function logical(operator, first, rest, place) {
    return rest.length === 0 ? first : { kind: "logical", operator, operands: [first, ...rest], place };
  }
}}
{
  function place() {
    const { start } = location();
    return { line: start.line, column: start.column };
  }
  function bytes(parts) {
    return Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part, "utf8")))).toString("utf8");
  }
}

Start = _ node:Or _ { return node; }

Or = first:Xor rest:(_ OrWord _ @Xor)* { return logical("or", first, rest, place()); }
Xor = first:And rest:(_ XorWord _ @And)* { return logical("xor", first, rest, place()); }
And = first:Not rest:(_ AndWord _ @Not)* { return logical("and", first, rest, place()); }
Not = NotWord _ operand:Not { return { kind: "not", operand, place: place() }; } / Primary
Primary = "(" _ @Or _ ")" / Comparison

OrWord = "||" / "or" End
XorWord = "^^" / "xor" End
AndWord = "&&" / "and" End
NotWord = "!" !"=" / "not" End
End "end of word" = ![A-Za-z0-9_]

Comparison
  = left:Operand _ operator:("matches" End / "~") _ right:Regex { return { kind: "compare", operator: "matches", left, right, place: place() }; }
  / left:Operand _ operator:TextOperator _ right:Text { return { kind: "compare", operator, left, right, place: place() }; }
  / left:Operand _ operator:Operator _ right:Literal { return { kind: "compare", operator, left, right, place: place() }; }
  / left:Operand _ "in" End _ "{" _ items:(@Item _)+ "}" { return { kind: "in", left, items, place: place() }; }
  / left:Operand _ "in" End _ list:List { return { kind: "in-list", name: list, place: place() }; }
  / Operand

TextOperator "operator"
  = "contains" End { return "contains"; }
  / "strict" __ "wildcard" End { return "strict wildcard"; }
  / "wildcard" End { return "wildcard"; }
Operator "operator"
  = ("eq" End / "==") { return "eq"; }
  / ("ne" End / "!=") { return "ne"; }
  / ("le" End / "<=") { return "le"; }
  / ("ge" End / ">=") { return "ge"; }
  / ("lt" End / "<") { return "lt"; }
  / ("gt" End / ">") { return "gt"; }

Item "value of a set"
  = address:AddressText "/" bits:Digits { return { kind: "network", address, bits, place: place() }; }
  / from:Literal _ ".." _ to:Literal { return { kind: "range", from, to }; }
  / value:Literal { return { kind: "value", value }; }

List "list" = "$" name:$[a-z0-9_.]+ { return name; }

Operand
  = base:(Call / Literal / Field) keys:(_ "[" _ @Key _ "]")* {
      return keys.reduce((target, key) => ({ kind: "index", target, key, place: base.place }), base);
    }
Key
  = "*" { return "each"; }
  / text:Text { return { name: text.value }; }
  / position:Digits { return { position }; }

Call "function" = name:$([a-z] [a-z0-9_]*) _ "(" _ args:Args? _ ")" { return { kind: "call", name, args: args ?? [], place: place() }; }
Args = first:Or rest:(_ "," _ @Or)* { return [first, ...rest]; }

Field "field" = !Reserved name:$([A-Za-z_] [A-Za-z0-9_]* ("." [A-Za-z0-9_]+)*) { return { kind: "field", name, place: place() }; }
Reserved = ("and" / "or" / "xor" / "not" / "in" / "eq" / "ne" / "lt" / "le" / "gt" / "ge" / "contains" / "matches" / "wildcard" / "strict") ![A-Za-z0-9_.]

Literal "value" = Text / Address / Number / Boolean
Boolean = value:("true" / "false") ![A-Za-z0-9_.] { return { kind: "boolean", value: value === "true", place: place() }; }
Number "number" = value:Integer ![A-Za-z_] { return { kind: "number", value, place: place() }; }
Integer = sign:"-"? "0x" digits:$[0-9A-Fa-f]+ { return (sign ? -1 : 1) * parseInt(digits, 16); } / text:$("-"? [0-9]+) { return parseInt(text, 10); }
Digits "number" = text:$[0-9]+ { return parseInt(text, 10); }
Address "address" = value:AddressText { return { kind: "address", value, place: place() }; }
AddressText = $(Octet "." Octet "." Octet "." Octet ![0-9]) / $(Group ":" (":" / Group) (":" / Group / "." ![.])* ![A-Za-z_]) / $("::" (":" / Group / "." ![.])* ![A-Za-z_])
Octet = [0-9] [0-9]? [0-9]?
Group = [0-9A-Fa-f]+

Text "text in quotes" = value:(Raw / Quoted) { return { kind: "text", value, place: place() }; }
Quoted = '"' parts:Piece* '"' { return bytes(parts); }
Piece
  = $[^"\\]+
  / "\\" @$["\\]
  / "\\x" digits:$([0-9A-Fa-f] [0-9A-Fa-f]) { return parseInt(digits, 16); }
  / "\\" digits:$([0-3] [0-7] [0-7]) { return parseInt(digits, 8); }
Raw = "r" hashes:$"#"* '"' text:RawEnd(hashes) { return text; }
Regex "regular expression in quotes" = source:(Raw / QuotedRegex) { return { kind: "regex", source, place: place() }; }
QuotedRegex = '"' parts:RegexPiece* '"' { return parts.join(""); }
RegexPiece = $[^"\\]+ / "\\" @$'"' / $("\\" .)

_ "space" = [ \t\r\n]*
__ = [ \t\r\n]+
`;

let parser: Parser | undefined;

/** Made on the first use: compiling the grammar takes longer than most programs' whole start. */
export function expressionParser(): Parser {
  // "cache" keeps parsing linear, whatever the input.
  parser ??= generate(source, { cache: true });
  return parser;
}
