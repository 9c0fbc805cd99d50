import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";

const feed = (query: string) => sampleRequest({ path: "/rest/feed", query });

export const sqlInjections: readonly RuleRequest[] = [
  feed("id=1%20UNION%20SELECT%20password"),
  feed("id=1+union+select+2"),
  feed("id=1%20union%20all%20select%20null"),
  feed("name=%27%20OR%20%271%27=%271"),
  feed("name=x%27+or+1=1--"),
  feed("id=pg_sleep(10)"),
  feed("id=1;%20drop%20table%20posts"),
  feed("t=information_schema.tables"),
];

export const pathTraversals: readonly RuleRequest[] = [
  sampleRequest({ path: "/etc/passwd", rawPath: "/static/../../etc/passwd" }),
  sampleRequest({ path: "/x", rawPath: "/%2e%2e/%2e%2e/x" }),
  sampleRequest({ path: "/x", rawPath: "/%252e%252e/x" }),
  sampleRequest({ path: "/x", rawPath: "/..%5c..%5cx" }),
  feed("file=..%2f..%2fetc%2fpasswd"),
];

export const scriptInjections: readonly RuleRequest[] = [
  feed("q=%3Cscript%3Ealert(1)%3C/script%3E"),
  feed("q=<SCRIPT src=//x>"),
  feed("next=javascript:alert(1)"),
  feed("q=%3Cimg+src=x+onerror=alert(1)%3E"),
  feed("q=%3Csvg+onload=alert(1)%3E"),
];

export const scannerProbes: readonly RuleRequest[] = [
  sampleRequest({ path: "/.env" }),
  sampleRequest({ path: "/.GIT/config" }),
  sampleRequest({ path: "/wp-login.php" }),
  sampleRequest({ path: "/wp-admin/setup.php" }),
  sampleRequest({ path: "/.aws/credentials" }),
  sampleRequest({ path: "/phpMyAdmin/index.php" }),
  sampleRequest({ path: "/", headers: { "user-agent": "sqlmap/1.8" } }),
  sampleRequest({ path: "/", headers: { "user-agent": "Mozilla/5.0 (Nikto/2.5)" } }),
];
