export interface SuspiciousPattern {
  readonly name: string;
  /** Where it applies: only to the path, or to every text that the client controls. */
  readonly in: "path" | "text";
  /**
   * For lower-case, decoded text with blanks in place of SQL comments. Linear: no nested
   * repetition.
   */
  readonly shape: RegExp;
}

/**
 * What attacks contain and ordinary requests do not. Each pattern is as broad as the corpus of
 * ordinary requests allows (testing/ordinary-requests.ts). Input that is only dangerous where it is
 * executed, such as a lone quote, is left to parameters, schemas and escaping.
 */
export const suspiciousPatterns: readonly SuspiciousPattern[] = [
  { name: "sql-union", in: "text", shape: /\bunion\s+(?:all\s+|distinct\s+)?select\b/ },
  {
    name: "sql-tautology",
    in: "text",
    shape:
      /['"`)]\s*(?:\bor\b|\band\b|\|\||&&)\s*\(*\s*['"]?[\w.]{1,40}['"]?\s*\)*\s*(?:=|<>|<|>|\blike\b)\s*\(*['"]?[\w%]/,
  },
  {
    name: "sql-tautology-bare",
    in: "text",
    shape:
      /\b(?:or|and)\s+(?:(\d{1,9}|['"]?[a-z]{1,8}['"]?)\s*=\s*\1(?:['"\s)#/-]|$)|(?:true|false|\d{1,9})\s*(?:--|#)|''|"")|['"]\s*xor\b/,
  },
  {
    name: "sql-stacked",
    in: "text",
    shape:
      /;\s*(?:drop|truncate|alter|create)\s+(?:table|database|schema|user|role|view|function)\b|;\s*(?:delete\s+from|insert\s+into|update\s+\w{1,60}\s+set|shutdown\b|exec(?:ute)?\s+\w|declare\s+@)/,
  },
  { name: "sql-cut-off", in: "text", shape: /['"`]\s*\)*\s*;?\s*(?:--|#|\/\*)[\s-]*$/ },
  {
    name: "sql-delay",
    in: "text",
    shape:
      /\b(?:pg_sleep|benchmark|dbms_pipe\.receive_message|dbms_lock\.sleep)\s*\(\s*['"\d]|\bsleep\s*\(\s*['"\d.]{1,12}\s*\)|\bwaitfor\s+delay\b/,
  },
  {
    name: "sql-probe",
    in: "text",
    shape:
      /\b(?:extractvalue|updatexml|load_file|xp_cmdshell|xp_dirtree|sp_executesql|utl_http|lo_import|pg_read_file|sqlite_version)\s*\(|\binto\s+(?:out|dump)file\b|\bxp_cmdshell\b/,
  },
  {
    name: "sql-schema",
    in: "text",
    shape:
      /\bselect\b.{1,200}\bfrom\s+(?:information_schema\.|pg_catalog\.|pg_shadow|pg_user|mysql\.user|sqlite_master|sys\.|all_tables|users\b)|\border\s+by\s+\d{1,5}\s*(?:--|#)|@@(?:version|textsize|langid|variable)\b|\bexec\s*\(?\s*@\w|\bdeclare\s+@\w/,
  },
  {
    name: "sql-subquery",
    in: "text",
    shape:
      /(?:['"(,]\s*\(?|=\s*\()\s*select\s+(?:\*|\w{1,40}\s*\(|[\w,.@]{1,80}\s+from\b|case\s+when\b)/,
  },
  { name: "script-element", in: "text", shape: /<\s*\/?\s*script\b/ },
  {
    name: "script-handler",
    in: "text",
    shape: /<\s*[a-z][a-z0-9]{0,20}[\s/][^<>]{0,300}?\bon[a-z]{4,25}\s*=/,
  },
  {
    name: "script-handler-cut-in",
    in: "text",
    shape:
      /['"]\s*\/?\s*>?\s*(?:autofocus\s+)?on(?:error|load|click|focus|mouseover|mouseenter|toggle|input|blur|change|submit|keydown|pointerdown|animationstart)\s*=/,
  },
  {
    name: "script-address",
    in: "text",
    shape:
      /(?:^|["'=\s(,])(?:javascript|vbscript)\s*:\s*(?:[a-z]{1,30}\s*[(.[]|\/\/|\/\*|%|void|\\|")|\bdata\s*:\s*text\/html/,
  },
  {
    name: "script-element-embedding",
    in: "text",
    shape: /<\s*(?:iframe|object|embed|applet|base|meta\s+http-equiv)\b|\bsrcdoc\s*=/,
  },
  {
    name: "markup",
    in: "text",
    shape:
      /<\s*(?:img|a|form|link|style|body|html|head|marquee|input|button|div|span|table|td|xml|xss|layer|frameset|frame|bgsound|br|video|audio|isindex|textarea|select|svg|p|title)\b[\s/][^<>]{0,300}=|<\s*(?:marquee|style|frameset|xss|isindex|bgsound|layer)\b|@import\b|:\s*expression\s*\(|<!--\s*#\s*(?:exec|include|echo)/,
  },
  {
    name: "script-address-broken-up",
    in: "text",
    shape: /j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:\s*(?:\S{1,40}[(=.]|["'])/,
  },
  {
    name: "script-cookie",
    in: "text",
    shape:
      /\bdocument\s*(?:\.|\[\s*['"])\s*(?:cookie|domain|write|location)\b|\b(?:string\.fromcharcode|eval|alert|prompt|confirm)\s*(?:\(\s*(?:\d|document|['"`/‘]|string|a\s*\+)|`)/,
  },
  {
    name: "path-traversal",
    in: "text",
    shape:
      /\.\.[\\/]+\.\.(?:[\\/]|$)|\.\.[\\/]+(?:etc|proc|var|usr|root|home|windows|winnt|boot|web-inf)\b|\.{3,8}[\\/]{1,4}\.{3,8}[\\/]|\.\.;[\\/]/,
  },
  {
    name: "path-system-file",
    in: "text",
    shape:
      /\/etc\/(?:passwd|shadow|hosts|group|issue|crontab|ssh)\b|\/proc\/(?:self|\d{1,9}|version|net)\b|\bc:[\\/]+(?:windows|winnt|boot\.ini|users)|\b(?:win|boot)\.ini$|\bweb-inf\/|\/\.(?:ssh\/|aws\/|bash_history|docker\/config)/,
  },
  {
    name: "path-hidden-file",
    in: "path",
    shape: /\/\.(?:env|git|svn|hg|ht|ds_store|vscode|idea|npmrc)/,
  },
  {
    name: "path-other-software",
    in: "path",
    shape:
      /^\/+(?:wp-(?:admin|login|content|includes|json|config)|wordpress|xmlrpc|phpmyadmin|pma|myadmin|cgi-bin|actuator|solr\/|hnap1|boaform|manager\/html|vendor\/phpunit|_ignition|owa\/|autodiscover|server-status|telescope\/)|\.(?:php\d?|phtml|asp|aspx|ashx|jsp|jspx|cgi|cfm|bak|sql)(?:\/|$)/,
  },
  {
    name: "command",
    in: "text",
    shape:
      /[;|&]\s*cmd(?:\.exe)?\s*\/|[;|&\n]\s{0,8}(?:\/usr)?\/bin\/\w|[|;&]\s*(?:ipconfig|systeminfo|netsh\s+\w|net\s+(?:user|view|localgroup)\b|reg\s+add\b|type\s+[%c])|\bnc\s+-[a-z]*[le]|(?:[;|`]|&&|\$\(|%0a|\n)\s{0,8}(?:\/(?:usr\/)?bin\/)?(?:cat\s+[/$~.]|(?:curl|wget)\s+(?:-|https?:|\w{1,60}\.\w)|(?:nc|ncat)\s+-?\w|(?:bash|sh|zsh)\s+-|powershell\b|rm\s+-|chmod\s+[+\d]|ping\s+-|nslookup\s+\S|python\d?\s+-|perl\s+-|ls\s+-|ls\s+\/|sleep\s+\d)/,
  },
  {
    name: "command-alone",
    in: "text",
    shape:
      /(?:[;|`]|&&|\$\()\s*(?:whoami|uname(?:\s+-a)?|ifconfig|netstat|cat\$ifs\S*)\s*(?:[;|`)]|&&|$)/,
  },
  { name: "command-shellshock", in: "text", shape: /\(\)\s*\{\s*:?;?\s*\}\s*;|\$\{ifs\}|\$ifs\b/ },
  {
    name: "template",
    in: "text",
    shape:
      /\$\{\s*(?:jndi|lower|upper|env|sys|java|date|ctx|main|::-)\s*:|\$\{::-|[$#*]\{\s*(?:t\(|\d{1,9}\s*[*+-]\s*\d|['"].{0,40}\.(?:class|getclass)|#|runtime|process\b)|\{\{.{0,200}(?:constructor|__class__|__globals__|\d\s*\*\s*['"]?\d|config\b|request\.|self\.|process\b|_self)|<%[=@\s].{0,200}%>|#set\s*\(\s*\$|\{php\}|\{%\s*(?:import|include|for|if|set|debug)\b/,
  },
  {
    name: "code",
    in: "text",
    shape:
      /<\?(?:php|=)|\b(?:system|passthru|shell_exec|proc_open|popen|base64_decode|phpinfo|assert|call_user_func|file_get_contents)\s*\(|\brequire\s*\(\s*['"](?:child_process|fs)\b|\b(?:process\.(?:env|mainmodule|binding)|child_process|getruntime\s*\(\s*\)\s*\.|java\.lang\.|__import__\s*\(|os\.(?:system|popen)\s*\(|classloader\b)/,
  },
  {
    name: "request-forgery",
    in: "text",
    shape:
      /\b(?:gopher|dict|phar|expect|ldaps?|netdoc|rmi):\/\/|\bjar:(?:https?|file):|\bphp:\/\/|\bfile:\/\/\/?[a-z\d]|\b169\.254\.169\.254\b|\bmetadata\.(?:google\.internal|azure)|\b100\.100\.100\.200\b|\/latest\/meta-data|https?:\/\/(?:\[::1?\]|\[::ffff:|0x7f|2130706433|0\.0\.0\.0|017700000001|127\.\d{1,3}\.\d)/,
  },
  {
    name: "query-operator",
    in: "text",
    shape:
      /\[\s*\$(?:ne|gte?|lte?|n?in|regex|where|exists|or|and|not|eq)\s*\]|["']\$(?:ne|gte?|lte?|n?in|regex|where|exists|or|expr|function)["']\s*:|'\s*\|\|\s*['\d].{0,40}(?:==|this\.)|;\s*return\s+(?:true|this)|\bthis\.(?:password|constructor)\b/,
  },
  {
    name: "prototype",
    in: "text",
    shape: /__proto__|\bconstructor\s*(?:\.|\[\s*['"]?|%5b)\s*prototype/,
  },
  {
    name: "directory-query",
    in: "text",
    shape:
      /\*\)\s*\(\s*[|&!]?\s*\(?|\)\s*\(\s*[|&!]\s*\(|\(\s*[|&]\s*\(\s*\w{1,40}\s*=\s*\*|\|\s*\(\s*(?:uid|cn|objectclass|mail)\s*=/,
  },
  {
    name: "xml-entity",
    in: "text",
    shape:
      /<!\s*(?:doctype|entity)\b.{0,300}(?:\[|system|public|%)|<!\[cdata\[|<\s*xi:include\b|<\?xml.{0,100}\?>\s*<!/,
  },
  {
    name: "xpath",
    in: "text",
    shape: /['"]\s*\]\s*\|\s*(?:\/\/|\*)|\bcount\s*\(\s*\/|\/\/\*\s*\[|\bname\s*\(\s*\/\*?\s*\[/,
  },
  {
    name: "header-injection",
    in: "text",
    shape:
      /[\r\n]\s{0,8}(?:set-cookie|location|content-(?:type|length|disposition)|transfer-encoding|http\/\d|x-[a-z-]{2,40}|bcc|cc|refresh)\s*[:/]/,
  },
  { name: "null-byte", in: "text", shape: /\0\.\w/ },
  {
    name: "overlong-encoding",
    in: "text",
    shape: /%c0%(?:af|ae|2f)|%e0%80%af|%u00(?:2e|2f|3c|27)|%uff(?:0e|1c)/,
  },
];
