-- pg_graphql's functions, as far as grants and dumps name them. Nothing here answers GraphQL.
create function graphql.resolve(
  query text, variables jsonb default '{}', "operationName" text default null,
  extensions jsonb default null
) returns jsonb language plpgsql as $$
begin
  raise exception 'pg_graphql: the local database does not answer GraphQL.' using errcode = '0A000';
end
$$;
create function graphql_public.graphql(
  "operationName" text default null, query text default null, variables jsonb default null,
  extensions jsonb default null
) returns jsonb language sql as $$
  select graphql.resolve(
    query := query, variables := coalesce(variables, '{}'), "operationName" := "operationName",
    extensions := extensions
  )
$$;
grant usage on schema graphql, graphql_public to postgres with grant option;
grant usage on schema graphql, graphql_public to anon, authenticated, service_role;
grant all on all functions in schema graphql, graphql_public
  to postgres, anon, authenticated, service_role;
