/** JSON as people read it; shown as text, whatever is in it. */
export function Payload({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <details className="payload">
      <summary>Payload</summary>
      <pre tabIndex={0}>
        <code>{pretty(text)}</code>
      </pre>
    </details>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
