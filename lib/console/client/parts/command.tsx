import { useEffect, useState } from 'react';
import type { Command } from '../../inbox-api.ts';

/** A command to be copied. What it does is said before it is seen: most people never type one. */
export function CopyCommand({ command: { does, text } }: { command: Command }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    // Without a safe connection a browser gives no clipboard; the text can still be selected.
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <details className="command">
      <summary>{does}</summary>
      <div>
        <pre tabIndex={0}>
          <code>{text}</code>
        </pre>
        <button type="button" onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
    </details>
  );
}
