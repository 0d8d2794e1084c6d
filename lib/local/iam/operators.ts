import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesWildcards } from './wildcard.ts';

/** How a condition compares one value of the policy with one of the request. */
export type Operator = {
  readonly test: (wanted: string, given: string) => boolean;
  /** Its opposite is asked for: it holds where no value of the policy fits, and where the request has none. */
  readonly negated: boolean;
};

type Test = Operator['test'];

const equal: Test = (wanted, given) => wanted === given;
const sameLetters: Test = (wanted, given) => wanted.toLowerCase() === given.toLowerCase();
const number =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (wanted, given) =>
    compare(Number(given), Number(wanted));
const date =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (wanted, given) =>
    compare(instantOf(given), instantOf(wanted));

/** ISO 8601, or the seconds since 1970. */
function instantOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address alone. */
const inNetwork: Test = (wanted, given) => {
  const [address = '', length] = wanted.split('/');
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  const prefix = length === undefined ? longest : Number(length);
  if (version === 0 || isIP(given) !== version || !(prefix >= 0 && prefix <= longest)) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const network = new BlockList();
  network.addSubnet(address, prefix, family);
  return network.check(given, family);
};

const is = (test: Test): Operator => ({ test, negated: false });
const isNot = (test: Test): Operator => ({ test, negated: true });

/** All of IAM's beside `Null`. */
export const OPERATORS: { readonly [name: string]: Operator } = {
  StringEquals: is(equal),
  StringNotEquals: isNot(equal),
  StringEqualsIgnoreCase: is(sameLetters),
  StringNotEqualsIgnoreCase: isNot(sameLetters),
  StringLike: is(matchesWildcards),
  StringNotLike: isNot(matchesWildcards),
  ArnEquals: is(matchesArn),
  ArnLike: is(matchesArn),
  ArnNotEquals: isNot(matchesArn),
  ArnNotLike: isNot(matchesArn),
  Bool: is(sameLetters),
  BinaryEquals: is(equal),
  IpAddress: is(inNetwork),
  NotIpAddress: isNot(inNetwork),
  NumericEquals: is(number((given, wanted) => given === wanted)),
  NumericNotEquals: isNot(number((given, wanted) => given === wanted)),
  NumericLessThan: is(number((given, wanted) => given < wanted)),
  NumericLessThanEquals: is(number((given, wanted) => given <= wanted)),
  NumericGreaterThan: is(number((given, wanted) => given > wanted)),
  NumericGreaterThanEquals: is(number((given, wanted) => given >= wanted)),
  DateEquals: is(date((given, wanted) => given === wanted)),
  DateNotEquals: isNot(date((given, wanted) => given === wanted)),
  DateLessThan: is(date((given, wanted) => given < wanted)),
  DateLessThanEquals: is(date((given, wanted) => given <= wanted)),
  DateGreaterThan: is(date((given, wanted) => given > wanted)),
  DateGreaterThanEquals: is(date((given, wanted) => given >= wanted)),
};
