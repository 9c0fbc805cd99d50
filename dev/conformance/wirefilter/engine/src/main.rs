//! Answers for the conformance suite: the first line of standard input has the fields and their
//! types, every other one an expression and the fields' values; each gets a line of output.
//! Strings are bytes, one per character.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, Write, stdin, stdout};
use wirefilter::{
    Array, Bytes, ConcatFunction, ExecutionContext, FunctionArgs, GetType, LhsValue, Map, Scheme,
    SchemeBuilder, SimpleFunctionArgKind, SimpleFunctionDefinition, SimpleFunctionImpl,
    SimpleFunctionParam, Type, TypeMismatchError,
};

#[derive(Deserialize)]
struct Header {
    fields: BTreeMap<String, Type>,
}

#[derive(Deserialize)]
struct Question {
    expression: String,
    values: BTreeMap<String, Value>,
}

fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().map(|character| character as u8).collect()
}

fn lhs(ty: Type, value: &Value) -> Option<LhsValue<'static>> {
    Some(match ty {
        Type::Bool => LhsValue::Bool(value.as_bool()?),
        Type::Int => LhsValue::Int(value.as_i64()?),
        Type::Bytes => LhsValue::Bytes(Bytes::from(bytes_of(value.as_str()?))),
        Type::Ip => LhsValue::Ip(value.as_str()?.parse().ok()?),
        Type::Array(inner) => {
            let elements: Option<Vec<_>> =
                value.as_array()?.iter().map(|each| lhs(inner.into(), each)).collect();
            LhsValue::Array(Array::try_from_vec(inner, elements?).ok()?)
        }
        Type::Map(inner) => {
            let elements: Option<Vec<_>> = value
                .as_object()?
                .iter()
                .map(|(key, each)| {
                    let key = bytes_of(key).into_boxed_slice();
                    Some(Ok::<_, TypeMismatchError>((key, lhs(inner.into(), each)?)))
                })
                .collect();
            LhsValue::Map(Map::try_from_iter(inner, elements?).ok()?)
        }
    })
}

fn bytes_argument<'a>(args: FunctionArgs<'_, 'a>) -> Option<Vec<u8>> {
    match args.next()? {
        Ok(LhsValue::Bytes(bytes)) => Some(bytes.to_vec()),
        _ => None,
    }
}

fn lower<'a>(args: FunctionArgs<'_, 'a>) -> Option<LhsValue<'a>> {
    Some(LhsValue::Bytes(Bytes::from(bytes_argument(args)?.to_ascii_lowercase())))
}

fn upper<'a>(args: FunctionArgs<'_, 'a>) -> Option<LhsValue<'a>> {
    Some(LhsValue::Bytes(Bytes::from(bytes_argument(args)?.to_ascii_uppercase())))
}

fn len<'a>(args: FunctionArgs<'_, 'a>) -> Option<LhsValue<'a>> {
    Some(LhsValue::Int(bytes_argument(args)?.len() as i64))
}

fn starts_with<'a>(args: FunctionArgs<'_, 'a>) -> Option<LhsValue<'a>> {
    let text = bytes_argument(args)?;
    Some(LhsValue::Bool(text.starts_with(&bytes_argument(args)?)))
}

fn ends_with<'a>(args: FunctionArgs<'_, 'a>) -> Option<LhsValue<'a>> {
    let text = bytes_argument(args)?;
    Some(LhsValue::Bool(text.ends_with(&bytes_argument(args)?)))
}

fn function(
    kinds: &[SimpleFunctionArgKind],
    return_type: Type,
    run: for<'i, 'a> fn(FunctionArgs<'i, 'a>) -> Option<LhsValue<'a>>,
) -> SimpleFunctionDefinition {
    SimpleFunctionDefinition {
        params: kinds
            .iter()
            .map(|kind| SimpleFunctionParam { arg_kind: *kind, val_type: Type::Bytes })
            .collect(),
        opt_params: vec![],
        return_type,
        implementation: SimpleFunctionImpl::new(run),
    }
}

fn scheme(fields: &BTreeMap<String, Type>) -> Scheme {
    use SimpleFunctionArgKind::{Both, Field};
    let mut builder = SchemeBuilder::new();
    // A missing value fails `ne` too (rules-language/values, notes).
    builder.set_nil_not_equal_behavior(false);
    for (name, ty) in fields {
        builder.add_optional_field(name, *ty).unwrap();
    }
    builder.add_function("concat", ConcatFunction::new()).unwrap();
    builder.add_function("lower", function(&[Both], Type::Bytes, lower)).unwrap();
    builder.add_function("upper", function(&[Both], Type::Bytes, upper)).unwrap();
    builder.add_function("len", function(&[Both], Type::Int, len)).unwrap();
    builder.add_function("starts_with", function(&[Field, Both], Type::Bool, starts_with)).unwrap();
    builder.add_function("ends_with", function(&[Field, Both], Type::Bool, ends_with)).unwrap();
    builder.build()
}

fn answer(scheme: &Scheme, fields: &BTreeMap<String, Type>, question: &Question) -> Value {
    let ast = match scheme.parse(&question.expression) {
        Ok(ast) => ast,
        Err(error) => return json!({ "refused": error.to_string() }),
    };
    let mut context: ExecutionContext = ExecutionContext::new(scheme);
    for (name, value) in &question.values {
        let ty = fields[name];
        let Some(value) = lhs(ty, value) else {
            return json!({ "unreadable": name });
        };
        assert_eq!(value.get_type(), ty);
        context.set_field_value_from_name(name, value).unwrap();
    }
    json!({ "holds": ast.compile().execute(&context).expect("one scheme") })
}

fn main() {
    let mut lines = stdin().lock().lines().map(|line| line.expect("standard input"));
    let header: Header =
        serde_json::from_str(&lines.next().expect("a first line")).expect("the fields");
    let scheme = scheme(&header.fields);
    let mut output = stdout().lock();
    for line in lines {
        let question: Question = serde_json::from_str(&line).expect("a question");
        writeln!(output, "{}", answer(&scheme, &header.fields, &question)).expect("output");
    }
}
