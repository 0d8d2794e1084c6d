/** What an invocation that is waited for shows of its log, where it is asked to. */
export type Shown = { readonly showsLog?: boolean };

/** Bytes. */
const LONGEST = 4096;

/** What Lambda writes around an invocation's own lines. */
export function executionLog(run: {
  readonly requestId: string;
  readonly written: string;
  readonly milliseconds: number;
  /** MB. */
  readonly memory: number;
}): string {
  const { requestId, written, milliseconds, memory } = run;
  const lines = written === '' || written.endsWith('\n') ? written : `${written}\n`;
  const took = `Duration: ${milliseconds.toFixed(2)} ms\tBilled Duration: ${Math.ceil(milliseconds)} ms`;
  return (
    `START RequestId: ${requestId} Version: $LATEST\n${lines}END RequestId: ${requestId}\n` +
    `REPORT RequestId: ${requestId}\t${took}\tMemory Size: ${memory} MB\t\n`
  );
}

/** The last 4 KB, in Base64. */
export function logTail(log: string): string {
  return Buffer.from(log).subarray(-LONGEST).toString('base64');
}
