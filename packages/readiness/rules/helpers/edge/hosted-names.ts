import type { PlannedResource } from "../../../plan/resource.ts";
import { isUnknown, type PlannedValue } from "../../../plan/value.ts";

/** A hosting service at which any customer can register a free name. */
interface HostingService {
  readonly title: string;
  /** Its host names; the first group is the name that a customer registers. */
  readonly hosts: RegExp;
  /** Pulumi packages that hold such names: `aws` of `aws:s3/bucket:Bucket`. */
  readonly packages: readonly string[];
}

const label = "(?:[^.]+\\.)*?([^.]+)";
const service = (title: string, hosts: string, ...packages: readonly string[]): HostingService => ({
  title,
  hosts: new RegExp(`^${hosts}$`),
  packages,
});

const azureHosts =
  "azurewebsites\\.net|azurestaticapps\\.net|cloudapp\\.net|cloudapp\\.azure\\.com|trafficmanager\\.net|azureedge\\.net|azurefd\\.net|azure-api\\.net|azurecontainer\\.io|(?:blob|web)\\.core\\.windows\\.net";

/** Checked against https://github.com/EdOverflow/can-i-take-over-xyz and the vendors' own pages. */
const services: readonly HostingService[] = [
  service("Cloudflare Pages", `${label}\\.pages\\.dev`, "cloudflare"),
  service("Cloudflare Workers", `${label}\\.[^.]+\\.workers\\.dev`, "cloudflare"),
  // A bucket's name may contain dots: it is the record's own host name in a website.
  service(
    "Amazon S3",
    "(.+?)\\.s3(?:[.-](?:website|dualstack|accelerate))?(?:[.-][a-z]{2}(?:-[a-z]+)+-\\d)?\\.amazonaws\\.com(?:\\.cn)?",
    "aws",
    "aws-native",
  ),
  service(
    "AWS Elastic Beanstalk",
    `${label}(?:\\.[a-z]{2}(?:-[a-z]+)+-\\d)?\\.elasticbeanstalk\\.com`,
    "aws",
    "aws-native",
  ),
  service("Azure", `${label}(?:\\.[a-z0-9-]+)?\\.(?:${azureHosts})`, "azure", "azure-native"),
  service("Heroku", `${label}\\.herokuapp\\.com`, "heroku"),
  service("GitHub Pages", `${label}\\.github\\.io`, "github"),
  service("GitLab Pages", `${label}\\.gitlab\\.io`, "gitlab"),
  service("Bitbucket", `${label}\\.bitbucket\\.io`, "bitbucket"),
  service("Netlify", `${label}\\.netlify\\.(?:app|com)`, "netlify"),
  service("Vercel", `${label}\\.(?:vercel\\.app|now\\.sh)`, "vercel", "vercelInc"),
  service("Firebase", `${label}\\.(?:web\\.app|firebaseapp\\.com)`, "gcp", "google-native"),
  service("Fly.io", `${label}\\.fly\\.dev`, "fly"),
  service("Render", `${label}\\.onrender\\.com`, "render"),
  service("Surge", `${label}\\.surge\\.sh`, "surge"),
  service("Ghost", `${label}\\.ghost\\.io`, "ghost"),
  service("Webflow", `${label}\\.webflow\\.io`, "webflow"),
  service("Pantheon", `${label}\\.pantheonsite\\.io`, "pantheon"),
  service("Read the Docs", `${label}\\.readthedocs\\.io`, "readthedocs"),
  service("Help Scout", `${label}\\.helpscoutdocs\\.com`, "helpscout"),
  service("Help Juice", `${label}\\.helpjuice\\.com`, "helpjuice"),
  service("Helprace", `${label}\\.helprace\\.com`, "helprace"),
  service("WordPress.com", `${label}\\.wordpress\\.com`, "wordpress"),
  service("ngrok", `${label}\\.ngrok(?:-free)?\\.(?:io|app|dev)`, "ngrok"),
  service("ReadMe", `${label}\\.readme\\.io`, "readme"),
  service("YouTrack", `${label}\\.(?:youtrack\\.cloud|myjetbrains\\.com)`, "youtrack"),
  service("Discourse", `${label}\\.trydiscourse\\.com`, "discourse"),
  service("Gemfury", `${label}\\.furyns\\.com`, "gemfury"),
  service("Hatena Blog", `${label}\\.hatenablog\\.(?:com|jp)`, "hatena"),
  service("Agile CRM", `${label}\\.agilecrm\\.com`, "agilecrm"),
  service("LaunchRock", `${label}\\.launchrock\\.com`, "launchrock"),
  service("SurveySparrow", `${label}\\.surveysparrow\\.com`, "surveysparrow"),
  service("Shopify", `${label}\\.myshopify\\.com`, "shopify"),
];

/** A name at a hosting service, free for anyone once its owner gives it up. */
interface HostedName {
  readonly title: string;
  readonly name: string;
  readonly packages: readonly string[];
}

/** Undefined for hosts whose names cannot be registered by others. */
export function hostedName(target: string): HostedName | undefined {
  for (const { title, hosts, packages } of services) {
    const name = hosts.exec(target)?.[1];
    if (name !== undefined) return { title, name, packages };
  }
  return undefined;
}

/** Whether a resource of the service has that name, or one that is not known yet. */
export function isHeld({ name, packages }: HostedName, resources: readonly PlannedResource[]) {
  return resources.some(
    ({ type, props }) =>
      packages.includes(type.slice(0, type.indexOf(":"))) &&
      !/dns/i.test(type) &&
      nameKeys.some((key) => isName(props[key], name)),
  );
}

/** Properties by which resources of these services are named. */
const nameKeys = [
  ...["name", "scriptName", "bucket", "bucketName", "siteName", "siteId", "accountName"],
  ...["appName", "relativeName", "domainNameLabel", "cnamePrefix", "endpointName", "profileName"],
  ...["repository", "staticSiteName", "serviceName", "slug"],
];

const isName = (value: PlannedValue | undefined, name: string): boolean =>
  isUnknown(value) || (typeof value === "string" && nameIn(value) === name);

/** A repository `acme.github.io` is at that host; names are given with or without it. */
const nameIn = (value: string): string =>
  value.toLowerCase().replace(/\.(github\.io|netlify\.app|herokuapp\.com|fly\.dev)$/, "");
