import GithubSlugger from "github-slugger";
import { Marked, type Tokens } from "marked";

/** A part of a page, from one heading to the next. */
interface Part {
  readonly heading: string;
  readonly anchor: string;
  readonly text: string;
}

export interface RenderedPage {
  readonly title: string;
  readonly html: string;
  readonly parts: readonly Part[];
}

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .trim();

/**
 * A page as HTML, with GitHub's anchors, so that a link works there and here.
 *
 * @param linkTo the address of a link of this page in the site
 */
export function renderMarkdown(text: string, linkTo: (href: string) => string): RenderedPage {
  const slugger = new GithubSlugger();
  const headings: { heading: string; anchor: string }[] = [];
  const marked = new Marked({ gfm: true });
  marked.use({
    walkTokens: (token) => {
      if (token.type === "link" || token.type === "image") token.href = linkTo(token.href);
    },
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const html = this.parser.parseInline(tokens);
        const heading = plain(html);
        const anchor = slugger.slug(heading);
        headings.push({ heading, anchor });
        return `<h${depth} id="${anchor}">${html}</h${depth}>\n`;
      },
      table(token: Tokens.Table) {
        const row = (cells: readonly Tokens.TableCell[], name: "th" | "td") =>
          `<tr>${cells.map(({ tokens }) => `<${name}>${this.parser.parseInline(tokens)}</${name}>`).join("")}</tr>`;
        const body = token.rows.map((cells) => row(cells, "td")).join("");
        const head = `<thead>${row(token.header, "th")}</thead>`;
        return `<div class="scroll" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const html = String(marked.parse(text.replaceAll(/<!--[\s\S]*?-->/g, "")));
  const bodies = html.split(/<h[1-6] id="[^"]*">.*?<\/h[1-6]>\n/).slice(1);
  const parts = headings.map((one, at) => ({ ...one, text: plain(bodies[at] ?? "") }));
  return {
    title: headings[0]?.heading ?? "",
    html: html.replaceAll("<pre>", '<pre tabindex="0">'),
    parts,
  };
}
