/**
 * Numbers compare by value across their spellings (301.8, 3.018e2), as far as a double holds the written value
 * exactly. What it cannot hold (1e309, 20 digits) is comparable with nothing, and matches only its own spelling.
 */
export function comparable(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  // Quick way for what most numbers look like.
  const shortest = String(value);
  return shortest === text || decimal(shortest) === decimal(text) ? value : undefined;
}

/** One spelling for each decimal value: digits without zeros at either end, and the power of ten. */
function decimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${negative ? '-' : ''}${significant}e${power}`;
}

export function notComparable(text: string): string {
  return `Cannot compare number : ${text}`;
}
