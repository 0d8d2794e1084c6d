import { isScalar, visit, type Document } from 'yaml';

type Complaint = Document.Parsed['errors'][number] | Document.Parsed['warnings'][number];

export type SyntaxProblem = { readonly message: string; readonly offset: number };

/** After one of these the rest of the text is read as something its author did not write. */
const STRUCTURE: ReadonlySet<Complaint['code']> = new Set([
  'BAD_INDENT',
  'BAD_SCALAR_START',
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'IMPOSSIBLE',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'TAB_AS_INDENT',
  'UNEXPECTED_TOKEN',
]);

/** What the YAML parser has against a text, in our own words, without what only follows from the first break. */
export function syntaxProblems(document: Document.Parsed): readonly SyntaxProblem[] {
  const found: readonly Complaint[] = [...document.errors, ...document.warnings].sort(
    (a, b) => a.pos[0] - b.pos[0],
  );
  const tabs = found.filter(({ code }) => code === 'TAB_AS_INDENT');
  const broken = found.findIndex(({ code }) => STRUCTURE.has(code));
  const told = tabs.length > 0 ? tabs : broken === -1 ? found : found.slice(0, broken + 1);
  return told.map((complaint) => problemOf(complaint, document));
}

function problemOf(complaint: Complaint, document: Document.Parsed): SyntaxProblem {
  const offset = complaint.pos[0];
  const opened = unclosedText(complaint, document);
  if (opened !== undefined) {
    return {
      message: 'This text begins with a quote and is never closed. Add the closing quote.',
      offset: opened,
    };
  }
  return { message: messageOf(complaint), offset };
}

function messageOf({ code, message }: Complaint): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'A second YAML document begins here (`---`). Keep one choreography in a file.';
    case 'TAB_AS_INDENT':
      return 'This line is indented with a tab. YAML takes only spaces there: replace the tab.';
    case 'BAD_INDENT':
      return /^Flow/.test(message)
        ? 'A `{` or `[` before this is not closed. Add the missing `}` or `]`, or indent what it holds.'
        : 'This line begins in another column than its neighbours. Give keys that belong together the same number of spaces.';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A second `: ` stands in this line. Put a text that holds one in quotes, or an inner key on a line of its own.';
    case 'BLOCK_IN_FLOW':
      return 'This cannot stand inside `{ }` or `[ ]`. Put a text that holds `: ` or begins with `- ` in quotes.';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'A key has to stand in one line. A `:` is missing before this, or a quote.';
    default:
      return `This is not valid YAML: ${sentence(message)}`;
  }
}

/** Where the quote stands that nobody closes: the parser complains at the end, which can be the end of the file. */
function unclosedText({ code, message, pos }: Complaint, document: Document.Parsed): number | undefined {
  if (code !== 'MISSING_CHAR' || !message.includes('quote')) return undefined;
  let opened: number | undefined;
  visit(document, (_key, node) => {
    if (isScalar(node) && node.range?.[1] === pos[0]) opened = node.range[0];
  });
  return opened;
}

function sentence(message: string): string {
  const text = message.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
