/** IP addresses as hexadecimal digits, 8 for version 4 and 32 for version 6: equal lengths compare as text. */

const V4 = /^\d+\.\d+\.\d+\.\d+$/;
/** Leading zeros are read over, but no address is longer than this. */
const LONGEST_V4 = 15;
const V6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
/** Version 4 inside version 6, `::ffff:a.b.c.d`: means the version 4 address. */
const MAPPED = '00000000000000000000ffff';

/** The address's digits; undefined for what is no address. */
export function addressDigits(text: string): string | undefined {
  if (V4.test(text)) return v4Digits(text);
  return V6.test(text) ? v6Digits(text) : undefined;
}

function v4Digits(text: string): string | undefined {
  if (text.length > LONGEST_V4) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.map((part) => part.toString(16).padStart(2, '0')).join('');
}

function v6Digits(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const missing = 8 - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...first, ...Array<string>(missing).fill('0'), ...last];
  if (!all.every((group) => /^0*[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const digits = all.map((group) => group.toLowerCase().padStart(4, '0').slice(-4)).join('');
  return digits.startsWith(MAPPED) ? digits.slice(MAPPED.length) : digits;
}

export type AddressRange =
  | { readonly kind: 'range'; readonly bottom: string; readonly top: string }
  | { readonly kind: 'invalid'; readonly message: string };

/** What a CIDR block spans, both ends included. */
export function cidrRange(text: string): AddressRange {
  // Slashes at the end do not count.
  const [address, mask, ...more] = text.replace(/\/+$/, '').split('/');
  if (address === undefined || mask === undefined || more.length > 0)
    return { kind: 'invalid', message: "Malformed CIDR, one '/' required" };
  const bits = /^[+-]?\d+$/.test(mask) ? Number(mask) : NaN;
  // An integer of 32 bits.
  if (bits !== (bits | 0))
    return { kind: 'invalid', message: 'Malformed CIDR, mask bits must be an integer' };
  if (bits < 0) return { kind: 'invalid', message: 'Malformed CIDR, mask bits must not be negative' };
  const digits = addressDigits(address);
  if (digits === undefined) {
    const looksRight = V4.test(address) || V6.test(address);
    return { kind: 'invalid', message: `${looksRight ? 'Invalid' : 'Nonstandard'} IP address: ${address}` };
  }
  const width = digits.length * 4;
  if (bits >= width)
    return { kind: 'invalid', message: `IPv${width === 32 ? 4 : 6} mask bits must be < ${width}` };
  const free = (1n << BigInt(width - bits)) - 1n;
  const value = BigInt(`0x${digits}`);
  const spelled = (end: bigint): string => end.toString(16).padStart(digits.length, '0');
  return { kind: 'range', bottom: spelled(value & ~free), top: spelled(value | free) };
}
