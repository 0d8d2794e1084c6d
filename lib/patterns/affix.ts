/** EventBridge looks at texts with the quotes around them: what begins with `us"` is the text `us`, too, and no more. */
export function beginsWith(prefix: string): (text: string) => boolean {
  const whole = prefix.endsWith('"') ? prefix.slice(0, -1) : undefined;
  return (text) => text.startsWith(prefix) || text === whole;
}

export function endsWith(suffix: string): (text: string) => boolean {
  const whole = suffix.startsWith('"') ? suffix.slice(1) : undefined;
  return (text) => text.endsWith(suffix) || text === whole;
}
