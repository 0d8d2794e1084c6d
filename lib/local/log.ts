/** One line of what the local cloud, or a function that runs in it, has to say. */
export type LogLine = {
  /** What speaks: `cloud`, or a function's name. */
  readonly source: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
};
export type Log = (line: LogLine) => void;
