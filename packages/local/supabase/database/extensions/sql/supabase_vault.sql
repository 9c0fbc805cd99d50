-- Supabase Vault 0.3 on pgcrypto instead of libsodium: same table, view and functions. The key is in
-- a table beside it, which only the superuser and who may read every table can read.
create table vault._key (value text not null default encode(extensions.gen_random_bytes(32), 'hex'));
insert into vault._key default values;

create function vault._crypto_aead_det_noncegen() returns bytea language sql as $$
  select extensions.gen_random_bytes(16)
$$;
create function vault._crypto_aead_det_encrypt(
  message bytea, additional bytea, key_id bigint, context bytea = 'pgsodium', nonce bytea = null
) returns bytea language sql security definer set search_path = '' as $$
  select extensions.pgp_sym_encrypt_bytea(
    message, value || encode(coalesce(nonce, '') || additional, 'hex')
  ) from vault._key
$$;
create function vault._crypto_aead_det_decrypt(
  message bytea, additional bytea, key_id bigint, context bytea = 'pgsodium', nonce bytea = null
) returns bytea language sql security definer set search_path = '' as $$
  select extensions.pgp_sym_decrypt_bytea(
    message, value || encode(coalesce(nonce, '') || additional, 'hex')
  ) from vault._key
$$;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(), name text, description text not null default '',
  secret text not null, key_id uuid, nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
comment on table vault.secrets
  is 'Table with encrypted `secret` column for storing sensitive information on disk.';
create unique index secrets_name_idx on vault.secrets (name) where name is not null;
create view vault.decrypted_secrets as
  select id, name, description, secret,
    convert_from(
      vault._crypto_aead_det_decrypt(
        decode(secret, 'base64'), convert_to(id::text, 'utf8'), 0, 'pgsodium', nonce
      ),
      'utf8'
    ) as decrypted_secret,
    key_id, nonce, created_at, updated_at
  from vault.secrets;

create function vault.create_secret(
  new_secret text, new_name text = null, new_description text = '', new_key_id uuid = null
) returns uuid language plpgsql security definer set search_path = '' as $$
declare
  new_id uuid := gen_random_uuid();
  new_nonce bytea := vault._crypto_aead_det_noncegen();
begin
  insert into vault.secrets (id, nonce, name, description, secret) values (
    new_id, new_nonce, new_name, new_description,
    encode(
      vault._crypto_aead_det_encrypt(
        convert_to(new_secret, 'utf8'), convert_to(new_id::text, 'utf8'), 0, 'pgsodium', new_nonce
      ),
      'base64'
    )
  );
  return new_id;
end
$$;
create function vault.update_secret(
  secret_id uuid, new_secret text = null, new_name text = null, new_description text = null,
  new_key_id uuid = null
) returns void language sql security definer set search_path = '' as $$
  update vault.secrets set
    secret = coalesce(
      encode(
        vault._crypto_aead_det_encrypt(
          convert_to(new_secret, 'utf8'), convert_to(id::text, 'utf8'), 0, 'pgsodium', nonce
        ),
        'base64'
      ),
      secret
    ),
    name = coalesce(new_name, name), description = coalesce(new_description, description),
    updated_at = now()
  where id = secret_id
$$;

revoke all on function vault._crypto_aead_det_encrypt, vault._crypto_aead_det_decrypt,
  vault._crypto_aead_det_noncegen, vault.create_secret, vault.update_secret from public;
grant usage on schema vault to postgres with grant option;
grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets
  to postgres with grant option;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
  to postgres with grant option;
grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
  to service_role;
