export class At {
  readonly text: string;
  readonly instant: number;

  constructor(text: string, instant: number) {
    this.text = text;
    this.instant = instant;
  }
}

/** Time passes up to that instant, ISO 8601. */
export function at(instant: string): At {
  const milliseconds = Date.parse(instant);
  if (!Number.isNaN(milliseconds)) return new At(instant, milliseconds);
  throw new TypeError(`"${instant}" is no instant. Write ISO 8601: 2026-01-31T12:00:00Z.`);
}
