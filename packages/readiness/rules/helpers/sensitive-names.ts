/** Words in a column's name that indicate a secret or a personal identification number. */
const sensitive = [
  /(^|_)(password|passwd|pwd|passphrase|secret|token|jwt|otp|pin|cvv|cvc|cvn|ssn|iban|bic|imei)$/,
  /(^|_)(api|private|secret|access|encryption|signing|pgp|gpg|ssh|auth|session|license|activation)_?key$/,
  /(^|_)(password|passwd|token|secret|key|pin|otp)_?(hash|digest|salt|encrypted|ciphertext)$/,
  /^(hash|digest|salt)$/,
  /^(encrypted|hashed)_(password|token|secret|key|pin)/,
  /(^|_)(password_reset|reset_password|recovery|backup|verification|two_factor|mfa|totp|auth)_?(token|code|codes|secret)$/,
  /(^|_)2fa(_|$)/,
  /(^|_)(social_security|social_insurance|national_insurance|national_id|tax|vat|passport|driver_?s?_license|license|identity_card)_?(number|no|id|code)?$/,
  /(^|_)(credit_?card|debit_?card|card|bank_?account|account|routing|sort|swift)_?(number|no|code|pan)$/,
  /(^|_)(credit_?card|bank_?account|card_pan)$/,
  /(^|_)(medical|health|insurance|patient)_?(record|records|number|id|history)$/,
  /(^|_)(date_of_birth|birth_?date|birthday|dob|diagnosis|blood_type|fingerprint|facial_recognition|biometric\w*)$/,
  /(^|_)(session_id|session_secret|bearer|credentials?|client_secret|webhook_secret)$/,
];

/** False positives: `token_count`, `pin_at`, `public_key`, `has_password`. */
const harmless =
  /^(has|is|needs|requires|max|min|num)_|_(count|at|on|type|kind|status|expires?|expiry|limit|version|hint|length|enabled|required)$|(^|_)public_key$|(^|_)(idempotency|cache|sort|foreign|primary|translation)_?key$/;

export function isSensitiveName(column: string): boolean {
  const name = column
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll("-", "_");
  return !harmless.test(name) && sensitive.some((pattern) => pattern.test(name));
}
